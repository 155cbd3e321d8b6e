package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rooms while nodes are cut off, killed and stopped in any order: no player is shown an older activation after a newer one, and
 * once all nodes see each other there is one room for each id, with all of its players in it.
 */
final class RoomEpochProperties {

    private static final Assign<String> NAME = Assign.of("name", String.class);
    private static final int NODES = 3;
    private static final int ROOMS = 5;
    private static final int ROUNDS = 4;

    @RegisterExtension
    final TestHub hub = TestHub.cluster(NODES, RoomEpochProperties::endpoint).patience(Patience.LIMIT);

    private final Follower[][] players = new Follower[NODES][ROOMS];

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", new UserSocket() {
                    @Override
                    public ConnectResult connect(ConnectInfo connect) {
                        return ConnectResult.accept(NAME, String.valueOf(connect.param("name")));
                    }
                })
                .rooms(
                        "kept",
                        () -> new BoardRoom(call -> {}, true),
                        options -> options.rate(0)
                                .createOnJoin(true)
                                .snapshotEvery(Duration.ofMillis(100))
                                .playerId(socket -> socket.get(NAME)))
                .options(options -> options.limits(LimitOptions::off)) // players ask until they like the answer
                .build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void oneActivationIsLeftAndNobodyIsShownAnOlderOne(int seed) {
        var random = new SplittableRandom(seed);
        IntStream.range(0, NODES).forEach(this::join);
        for (int round = 0; round < ROUNDS; round++) {
            List<Integer> gone = new ArrayList<>();
            for (int fault = random.nextInt(1, 4); fault > 0; fault--) {
                fail(random, gone);
            }
            hub.heal();
            gone.forEach(hub::restart);
            gone.forEach(this::join);
            expectOne();
        }
    }

    private void join(int node) {
        for (int room = 0; room < ROOMS; room++) {
            var client = hub.connect(options -> options.node(node).params(Map.of("name", "player-" + node)));
            players[node][room] = new Follower(client, "kept:r" + room, Map.of());
        }
    }

    private void fail(SplittableRandom random, List<Integer> gone) {
        int node = random.nextInt(NODES);
        int other = (node + 1 + random.nextInt(NODES - 1)) % NODES;
        switch (random.nextInt(4)) {
            case 0, 1 -> {
                if (!gone.contains(node) && !gone.contains(other)) {
                    hub.cut(node, other);
                }
            }
            case 2 -> leave(gone, node, () -> hub.kill(node));
            default -> leave(gone, node, () -> hub.stop(node));
        }
    }

    /** Has a node end, unless it is the last one or has ended already. */
    private static void leave(List<Integer> gone, int node, Runnable end) {
        if (gone.size() < NODES - 1 && !gone.contains(node)) {
            gone.add(node);
            end.run();
        }
    }

    private void expectOne() {
        await(
                "one room for each id",
                () -> IntStream.range(0, NODES)
                                .map(node -> hub.endpoint(node).rooms("kept").size())
                                .sum()
                        == ROOMS);
        for (int room = 0; room < ROOMS; room++) {
            for (Follower[] ofNode : players) {
                var channel = ofNode[room].channel();
                await("all players of r" + room, () -> {
                    var say = channel.push("say");
                    var reply = say.reply().json();
                    return say.status().equals("ok") && reply.getInteger("to") == NODES;
                });
                var epochs = channel.pushes("state").stream()
                        .map(state -> state.json().getLong("epoch"))
                        .toList();
                assertEquals(epochs.stream().sorted().toList(), epochs, "activations of r" + room);
            }
        }
    }

    private static void await(String what, BooleanSupplier condition) {
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - until < 0, () -> "no " + what + " in " + Patience.LIMIT);
            Thread.onSpinWait();
        }
    }
}
