package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the accounts of two nodes are charged for rooms, whatever has become of them: as long as they are there, and no longer. */
final class RoomAccountProperties {

    private static final int NODES = 2;
    private static final int ROOMS = 6;
    private static final int STEPS = 150;

    /** What a room has at least, and at most with what these tests put into it: itself, its state, and two snapshots. */
    private static final long MIN_BYTES = 4 * 1024;

    private static final long MAX_BYTES = 32 * 1024;

    @RegisterExtension
    final TestHub hub = TestHub.cluster(NODES, RoomAccountProperties::endpoint).patience(Patience.LIMIT);

    private final List<TestClient> clients = new ArrayList<>();
    private final List<TestChannel> channels = new ArrayList<>();

    /** How many of each have been closed: nobody joins one that is about to end. */
    private final int[] closed = new int[ROOMS];

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .rooms(
                        "kept",
                        () -> new BoardRoom(call -> {}, true),
                        options -> options.rate(0)
                                .createOnJoin(true)
                                .lobby(true)
                                .roomsPerMinute(10_000)
                                .seatHold(Duration.ofMillis(50))
                                .snapshotEvery(Duration.ofMillis(50))
                                .playerId(socket -> null))
                .options(options -> options.limits(LimitOptions::off))
                .build();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theAccountIsBackAtNothingWhenAllIsOver(int seed) {
        var random = new SplittableRandom(seed);
        for (int step = 0; step < STEPS; step++) {
            step(random);
        }
        clients.forEach(TestClient::close);
        await(() -> {
            int rooms = rooms();
            double held = held();
            return rooms == 0 ? held == 0 : held >= rooms * MIN_BYTES && held <= rooms * MAX_BYTES;
        });
        await(() -> {
            var kept = hub.endpoint(0).rooms("kept");
            kept.find(Map.of(), 1_000).forEach(made -> kept.close(made.id(), "over"));
            return rooms() == 0 && held() == 0;
        });
    }

    private void step(SplittableRandom random) {
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                TestClient client = hub.connect(random.nextInt(NODES));
                clients.add(client);
                channels.add(client.join("kept:" + id(random.nextInt(ROOMS))));
            }
            case 2 ->
                withChannel(random, channel -> {
                    channels.remove(channel);
                    channel.push("stop");
                });
            case 3 -> {
                if (!clients.isEmpty()) {
                    clients.remove(random.nextInt(clients.size())).drop();
                }
            }
            case 4, 5 ->
                withChannel(
                        random,
                        channel -> channel.push("put", Map.of("key", "k", "value", "x".repeat(random.nextInt(4_000)))));
            case 6 -> {
                int room = random.nextInt(ROOMS);
                hub.endpoint(random.nextInt(NODES)).rooms("kept").close(id(room), "over");
                closed[room]++;
            }
            default -> {
                TestClient client = hub.connect(random.nextInt(NODES));
                clients.add(client);
                TestChannel lobby = client.join("lobby:kept");
                lobby.push("queue", Map.of("size", 2)).assertReply("ok");
            }
        }
    }

    private void withChannel(SplittableRandom random, Consumer<TestChannel> action) {
        if (!channels.isEmpty()) {
            action.accept(channels.get(random.nextInt(channels.size())));
        }
    }

    private String id(int room) {
        return "r" + room + '-' + closed[room];
    }

    private int rooms() {
        return IntStream.range(0, NODES)
                .map(node -> hub.endpoint(node).rooms("kept").size())
                .sum();
    }

    private double held() {
        return IntStream.range(0, NODES)
                .mapToObj(node -> hub.endpoint(node).metrics())
                .flatMap(metrics -> metrics.stream())
                .filter(metric -> metric.name().equals("wingbeat_held_bytes"))
                .flatMap(metric -> metric.samples().stream())
                .filter(sample -> sample.labels().equals(Map.of("area", "heap")))
                .mapToDouble(sample -> ((Metric.Value) sample).value())
                .sum();
    }

    private void await(BooleanSupplier condition) {
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - until < 0, () -> held() + " bytes of the heap for " + rooms() + " rooms");
            Thread.onSpinWait();
        }
    }
}
