package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.room.RoomOptions.Placement;
import dev.wingbeat.room.Rooms;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms that are made where there is the most time for them. */
class RoomPlacementClusterTest {

    private static final int NODES = 3;
    private static final Collection<Busy> ALL = ConcurrentHashMap.newKeySet();

    /** A room whose ticks compute for as long as its creator has said. */
    private static final class Busy implements Room {
        private @Nullable RoomContext context;
        private long nanos;

        @Override
        public void create(RoomContext room, Payload params) {
            context = room;
            nanos = Duration.ofMillis(params.json().getLong("millis", 0L)).toNanos();
            if (params.json().getBoolean("broken", false)) {
                ALL.add(this);
                throw new IllegalStateException("cannot be made");
            }
        }

        private String node() {
            return Objects.requireNonNull(context).node();
        }

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            return HandleResult.ok(Map.of("node", node()));
        }

        @Override
        public void tick(Tick tick) {
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        }
    }

    @RegisterExtension
    final TestHub hub = TestHub.cluster(
                    NODES,
                    () -> Endpoint.builder()
                            .socket("/socket", UserSocket.acceptingAll())
                            .rooms(
                                    "light",
                                    Busy::new,
                                    options ->
                                            options.rate(20).createOnJoin(true).placement(Placement.LEAST_LOADED))
                            .rooms("heavy", Busy::new, options -> options.rate(20))
                            .build())
            .patience(Patience.LIMIT);

    private Rooms rooms(int node, String kind) {
        return hub.endpoint(node).rooms(kind);
    }

    private int size(int node) {
        return rooms(node, "light").size();
    }

    /** Keeps one node busy, and returns it. */
    private int keepBusy() {
        rooms(0, "heavy").create("one", Map.of("millis", 20)).await();
        return IntStream.range(0, NODES)
                .filter(node -> rooms(node, "heavy").size() == 1)
                .findAny()
                .orElseThrow();
    }

    @Test
    void theyAreMadeWhereOthersTakeTheLeastTime() {
        int busy = keepBusy();
        int made = 0;
        int streak = 0;
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        while (streak < 30) { // once all have heard that it is busy, none is made there
            assertTrue(System.nanoTime() - until < 0, "rooms on the busy node");
            int before = size(busy);
            rooms(made % NODES, "light").create(Map.of()).await();
            made++;
            streak = size(busy) == before ? streak + 1 : 0;
        }
        int most = IntStream.range(0, NODES)
                .filter(node -> node != busy)
                .map(this::size)
                .max()
                .orElseThrow();
        assertTrue(most < made, "on one node only");
        hub.connect().join("light:joined").push("where").assertReply("ok");
    }

    @Test
    void oneThatIsMadeOnAllNodesAtOnceIsOne() {
        keepBusy();
        for (int i = 0; i < 20; i++) {
            String id = "same" + i;
            List<Future<String>> all = new ArrayList<>();
            for (int node = 0; node < NODES; node++) {
                all.add(rooms(node, "light").create(id, Map.of()));
                all.add(rooms(node, "light").create(id, Map.of()));
            }
            all.forEach(one -> assertEquals(id, one.await()));
            Set<Object> nodes = IntStream.range(0, NODES)
                    .mapToObj(node -> hub.connect(options -> options.node(node))
                            .join("light:" + id)
                            .push("where")
                            .assertReply("ok")
                            .json()
                            .getString("node"))
                    .collect(Collectors.toSet());
            assertEquals(1, nodes.size(), nodes::toString);
            assertEquals(
                    i + 1, IntStream.range(0, NODES).map(this::size).sum(), "rooms after " + (i + 1) + " were made");
        }
    }

    @Test
    void oneThatCannotBeMadeIsNotTriedElsewhere() {
        hub.expectError(IllegalStateException.class);
        boolean failed = rooms(0, "light")
                .create("broken", Map.of("broken", true))
                .map(false)
                .otherwise(true)
                .await();
        assertTrue(failed);
        assertEquals(1, ALL.size());
    }
}
