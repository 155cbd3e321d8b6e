package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms of a node that stops: those that cannot move, and those that have just been made. */
class RoomDrainClusterTest {

    private static final int OWNER = 1;

    @RegisterExtension
    final TestHub hub = TestHub.cluster(2, RoomDrainClusterTest::endpoint).patience(Patience.LIMIT);

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .rooms(
                        "kept",
                        () -> new BoardRoom(call -> {}, true),
                        options -> options.rate(0).emptyFor(Duration.ofMinutes(10)))
                .rooms(
                        "stay",
                        () -> new BoardRoom(call -> {}),
                        options -> options.rate(0).drainWait(Duration.ofMinutes(10)))
                .rooms(
                        "short",
                        () -> new BoardRoom(call -> {}),
                        options -> options.rate(0).drainWait(Duration.ofSeconds(1)))
                .build();
    }

    private String roomOfOwner(String kind) {
        String made = "";
        while (hub.endpoint(OWNER).rooms(kind).size() == 0) {
            made = hub.endpoint(0).rooms(kind).create(Map.of()).await();
        }
        return kind + ':' + made;
    }

    /** Returns whether a node knows the room, and that new players may come. */
    private boolean isOpen(String topic) {
        return hub.endpoint(0).rooms("stay").find(Map.of(), 100).stream()
                .anyMatch(room -> topic.endsWith(room.id()) && room.open());
    }

    @Test
    void playersFinishTheirGameAndNobodyElseComes() throws Exception {
        String topic = roomOfOwner("stay");
        var ann = new Follower(hub.connect(0), topic, Map.of());
        while (!isOpen(topic)) {
            Thread.onSpinWait(); // until the directory has it
        }
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> hub.stop(OWNER), Thread::startVirtualThread);
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
        while (isOpen(topic)) {
            Thread.onSpinWait(); // until the stop has begun
        }
        assertEquals("locked", hub.connect(0).joinRefused(topic).json().getString("reason"));
        assertFalse(stopped.isDone());
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
        ann.channel().leave();
        stopped.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void timeIsUpAtSomePoint() throws Exception {
        var ann = new Follower(hub.connect(0), roomOfOwner("short"), Map.of());
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> hub.stop(OWNER), Thread::startVirtualThread);
        ann.channel().assertPush("room_lost", Map.of("reason", "closed"));
        stopped.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertEquals(
                0,
                hub.endpoint(0)
                        .rooms("short")
                        .find(Map.of("players", Map.of("gt", 0)), 9)
                        .size());
    }

    @Test
    void whatIsMadeWhileANodeStopsIsThere() throws Exception {
        var rooms = hub.endpoint(0).rooms("kept");
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> hub.stop(OWNER), Thread::startVirtualThread);
        List<Future<String>> made = new ArrayList<>();
        while (!stopped.isDone()) {
            Future<String> one = rooms.create(Map.of());
            made.add(one);
            one.otherwise("").await();
        }
        stopped.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        for (Future<String> one : made) {
            if (one.succeeded()) {
                rooms.signal(one.result(), "where", Map.of()).await();
            }
        }
    }
}
