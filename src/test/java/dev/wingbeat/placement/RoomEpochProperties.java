package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.room.RoomOptions.Availability;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    final TestHub hub = TestHub.cluster(NODES, this::endpoint).patience(Patience.LIMIT);

    private final Follower[][] players = new Follower[NODES][ROOMS];

    private final Map<String, List<Long>> accepted = new ConcurrentHashMap<>();
    private String kind = "";
    private int kills;
    private boolean cut;

    private Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", new UserSocket() {
                    @Override
                    public ConnectResult connect(ConnectInfo connect) {
                        return ConnectResult.accept(NAME, String.valueOf(connect.param("name")));
                    }
                })
                .rooms("kept", () -> new BoardRoom(this::note, true), this::options)
                .rooms(
                        "strict",
                        () -> new BoardRoom(this::note, true),
                        options -> options(options).availability(Availability.MAJORITY))
                .options(options -> options.limits(LimitOptions::off)) // players ask until they like the answer
                .build();
    }

    private RoomOptions options(RoomOptions options) {
        return options.rate(0)
                .createOnJoin(true)
                .snapshotEvery(Duration.ofMillis(100))
                .playerId(socket -> socket.get(NAME));
    }

    @ParameterizedTest
    @CsvSource({"kept, 1", "kept, 2", "kept, 3", "strict, 4", "strict, 5", "strict, 6"})
    void oneActivationIsLeftAndNobodyIsShownAnOlderOne(String rooms, int seed) {
        kind = rooms;
        var random = new SplittableRandom(seed);
        IntStream.range(0, NODES).forEach(this::join);
        for (int round = 0; round < ROUNDS; round++) {
            List<Integer> gone = new ArrayList<>();
            for (int fault = random.nextInt(1, 4); fault > 0; fault--) {
                fail(random, gone);
            }
            hub.heal();
            cut = false;
            gone.forEach(hub::restart);
            gone.forEach(this::join);
            expectOne();
        }
        if (kind.equals("strict")) {
            accepted.forEach((room, epochs) ->
                    assertEquals(epochs.stream().sorted().toList(), epochs, "activations that took inputs of " + room));
        }
    }

    /** Notes which activation has taken a message, in the order of time. */
    private void note(String call) {
        String[] words = call.split(" ", -1);
        if (words[0].equals("said")) {
            accepted.computeIfAbsent(words[1], room -> new CopyOnWriteArrayList<>())
                    .add(Long.valueOf(words[3]));
        }
    }

    private void join(int node) {
        await(
                "majority",
                () -> IntStream.range(0, NODES).noneMatch(one -> signalled(one).contains("unavailable")));
        for (int room = 0; room < ROOMS; room++) {
            var client = hub.connect(options -> options.node(node).params(Map.of("name", "player-" + node)));
            players[node][room] = new Follower(client, kind + ":r" + room, Map.of());
        }
    }

    /** Returns why a signal that no room understands has failed. */
    private String signalled(int node) {
        return hub.endpoint(node)
                .rooms(kind)
                .signal("r0", "none", Map.of())
                .map("")
                .otherwise(cause -> String.valueOf(cause.getMessage()))
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private void fail(SplittableRandom random, List<Integer> gone) {
        int node = random.nextInt(NODES);
        int other = (node + 1 + random.nextInt(NODES - 1)) % NODES;
        switch (random.nextInt(4)) {
            case 0, 1 -> {
                cut = true;
                if (kind.equals("strict")) { // a side is a side: who sees whom is the same for all of it
                    IntStream.range(0, NODES).filter(one -> one != node).forEach(one -> cut(gone, node, one));
                } else {
                    cut(gone, node, other);
                }
            }
            case 2 -> {
                if (kind.equals("kept")
                        || kills++ < NODES - 1) { // those who are missed have to stay fewer than those who are there
                    leave(gone, node, () -> hub.kill(node));
                }
            }
            default -> {
                if (kind.equals("kept") || !cut) { // who cannot say that it stops is missed
                    leave(gone, node, () -> hub.stop(node));
                }
            }
        }
        if (kind.equals("strict")) {
            for (Follower[] ofNode : players) {
                for (Follower player : ofNode) {
                    player.channel().push("say"); // whoever takes it
                }
            }
        }
    }

    private void cut(List<Integer> gone, int node, int other) {
        if (!gone.contains(node) && !gone.contains(other)) {
            hub.cut(node, other);
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
                                .map(node -> hub.endpoint(node).rooms(kind).size())
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
