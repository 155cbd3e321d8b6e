package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.room.Rooms;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many rooms there may be on all nodes together. */
class RoomLimitClusterTest {

    private static final int NODES = 2;
    private static final int MAX_ROOMS = 16;

    @RegisterExtension
    final TestHub hub = TestHub.cluster(
                    NODES,
                    () -> Endpoint.builder()
                            .socket("/socket", UserSocket.acceptingAll())
                            .rooms(
                                    "few",
                                    () -> new BoardRoom(call -> {}),
                                    options ->
                                            options.rate(0).createOnJoin(true).maxClusterRooms(MAX_ROOMS))
                            .rooms("many", () -> new BoardRoom(call -> {}), options -> options.rate(0))
                            .rooms(
                                    "one",
                                    () -> new BoardRoom(call -> {}),
                                    options -> options.rate(0)
                                            .lobby(true)
                                            .maxPlayers(1)
                                            .maxRooms(1))
                            .build())
            .patience(Patience.LIMIT);

    private void awaitListed(int expected) {
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!IntStream.range(0, NODES).allMatch(node -> listed(node) == expected)) {
            assertTrue(System.nanoTime() - until < 0, () -> "not " + expected + " rooms");
            Thread.onSpinWait();
        }
    }

    private int listed(int node) {
        return hub.endpoint(node).rooms("few").find(Map.of(), 100).size();
    }

    private double refused() {
        return IntStream.range(0, NODES)
                .mapToObj(node -> hub.endpoint(node).metrics())
                .flatMap(metrics -> metrics.stream())
                .filter(metric -> metric.name().equals("wingbeat_limited_total"))
                .flatMap(metric -> metric.samples().stream())
                .filter(sample -> sample.labels().equals(Map.of("scope", "room", "limit", "cluster_rooms")))
                .mapToDouble(sample -> ((Metric.Value) sample).value())
                .sum();
    }

    @Test
    void oneMoreThanAllNodesMayHaveIsRefusedAndCounted() {
        Rooms rooms = hub.endpoint(0).rooms("few");
        for (int i = 0; i < MAX_ROOMS; i++) {
            assertEquals("r" + i, rooms.create("r" + i, Map.of()).await());
            awaitListed(i + 1);
        }
        assertTrue(hub.endpoint(0).rooms("few").size() < MAX_ROOMS, "rooms are on both nodes");
        for (int node = 0; node < NODES; node++) {
            int at = node;
            var refused = hub.connect(options -> options.node(at)).joinRefused("few:more" + node, Map.of());
            assertEquals(
                    Map.of("reason", "busy", "limit", "cluster_rooms"),
                    refused.json().getMap());
        }
        assertThrows(
                WingbeatException.class, () -> rooms.create("more", Map.of()).await());
        assertEquals(3, refused());
        hub.connect().join("few:r0");
        assertEquals(
                "other", hub.endpoint(0).rooms("many").create("other", Map.of()).await());
        rooms.close("r1", "over");
        awaitListed(MAX_ROOMS - 1);
        assertEquals("more", rooms.create("more", Map.of()).await());
    }

    @Test
    void whoseRoomIsNotFoundAndNotMadeIsToldTheLimit() {
        TestChannel lobby = hub.connect().join("lobby:one");
        Payload answer;
        int made = -1;
        do {
            answer = lobby.push("find_or_create").reply();
            made++;
        } while (answer.json().containsKey("seat"));
        assertEquals(Map.of("reason", "busy", "limit", "rooms"), answer.json().getMap());
        assertTrue(made <= NODES, made + " rooms");
    }
}
