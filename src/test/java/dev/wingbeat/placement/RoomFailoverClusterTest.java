package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import dev.wingbeat.testkit.TestPush;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rooms that are gone on with when their node is lost, stops, or is cut off. */
class RoomFailoverClusterTest {

    private static final Assign<String> NAME = Assign.of("name", String.class);

    private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

    @RegisterExtension
    final TestHub hub = TestHub.cluster(3, this::endpoint).patience(Patience.LIMIT);

    private Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", new UserSocket() {
                    @Override
                    public ConnectResult connect(ConnectInfo connect) {
                        String name = connect.param("name");
                        return name == null ? ConnectResult.accept() : ConnectResult.accept(NAME, name);
                    }
                })
                .rooms("kept", () -> new BoardRoom(log::add, true), options -> kept(options.rate(0)))
                .rooms("ticking", () -> new BoardRoom(log::add, true), options -> kept(options.rate(60)))
                .options(options -> options.limits(LimitOptions::off))
                .build();
    }

    private static RoomOptions kept(RoomOptions options) {
        return options.createOnJoin(true)
                .snapshotEvery(Duration.ofMillis(200))
                .playerId(socket -> socket.assigns().get(NAME, "").isEmpty() ? null : socket.get(NAME));
    }

    private Follower join(int node, String topic, Map<String, String> params) {
        return new Follower(hub.connect(options -> options.node(node).params(params)), topic, Map.of());
    }

    /** Joins rooms from node 0 until one of them is owned by another node. */
    private Follower joinRoomOf(int owner) {
        return joinRoomOf(owner, "kept");
    }

    private Follower joinRoomOf(int owner, String kind) {
        for (int i = 0; i < 2_000; i++) {
            int before = hub.endpoint(owner).rooms(kind).size();
            Follower player = join(0, kind + ":m" + i, Map.of("name", "ann"));
            if (hub.endpoint(owner).rooms(kind).size() > before) {
                return player;
            }
        }
        throw new AssertionError("no room on node " + owner);
    }

    private void awaitCall(String expected) throws InterruptedException {
        for (String call = log.poll(60, TimeUnit.SECONDS); !expected.equals(call); ) {
            assertNotNull(call, "not called: " + expected);
            call = log.poll(60, TimeUnit.SECONDS);
        }
    }

    /** Returns how many rooms of the nodes that are left were continued for a cause. */
    private double failovers(String cause, int... nodes) {
        return Arrays.stream(nodes)
                .mapToObj(node -> hub.endpoint(node).metrics())
                .flatMap(metrics -> metrics.stream())
                .filter(metric -> metric.name().equals("wingbeat_room_failovers_total"))
                .flatMap(metric -> metric.samples().stream())
                .filter(sample -> sample.labels().equals(Map.of("kind", "kept", "cause", cause)))
                .mapToDouble(sample -> ((Metric.Value) sample).value())
                .sum();
    }

    private int roomsNamed(String id) {
        int rooms = 0;
        for (String call = log.poll(); call != null; call = log.poll()) {
            rooms += call.endsWith(" " + id) ? 1 : 0;
        }
        return rooms;
    }

    @Test
    void aRoomGoesOnWhenItsNodeIsKilled() throws InterruptedException {
        Follower ann = joinRoomOf(1);
        String topic = ann.channel().topic();
        String id = topic.substring("kept:".length());
        var nobody = join(2, topic, Map.of());
        ann.channel().push("put", Map.of("key", "x", "value", 7)).assertReply("ok");
        ann.await("x", 7);
        ann.keep(hub, 0, 2);
        ann.channel().push("say").assertReply("ok");
        TestPush lost = ann.channel().push("never");
        ann.channel().push("say").assertReply("ok");
        log.clear();
        hub.kill(1);
        ann.channel().assertPush("room_paused", Map.of("reason", "owner_lost"));
        List<TestPush> meanwhile = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            meanwhile.add(ann.channel().push("put", Map.of("key", "y", "value", i)));
        }
        awaitCall("restore " + id);
        JsonObject moved = ann.channel().assertPush("state").json();
        assertTrue(moved.getLong("epoch") > ann.room().getLong("epoch"));
        assertEquals(7, moved.getJsonObject("s").getInteger("x"));
        nobody.channel().assertPush("state");
        assertTrue(failovers("lost", 0, 2) > 0);
        lost.assertReply("error", Map.of("reason", "unavailable"));
        meanwhile.forEach(push -> push.assertReply("ok"));
        ann.channel().push("say").assertReply("ok", Map.of("to", 2));
        nobody.channel().assertPush("said");
        assertFalse(log.contains("dropped ann"));
        assertEquals(0, roomsNamed(id), "gone on with once");
        var again = join(0, topic, Map.of("name", "ann"));
        assertEquals(2, again.state().getInteger("y"));
        assertEquals(moved.getLong("epoch"), again.room().getLong("epoch"));
    }

    @Test
    void aRoomMovesWhenItsNodeStops() throws InterruptedException {
        Follower ann = joinRoomOf(1);
        String topic = ann.channel().topic();
        var nobody = join(2, topic, Map.of());
        ann.channel().push("put", Map.of("key", "x", "value", 7)).assertReply("ok");
        ann.await("x", 7);
        hub.stop(1);
        awaitCall("dispose MOVED");
        JsonObject moved = ann.channel().assertPush("state").json();
        assertEquals(7, moved.getJsonObject("s").getInteger("x"));
        nobody.channel().assertPush("state");
        ann.channel().push("say").assertReply("ok", Map.of("to", 2));
        assertEquals(List.of(), ann.channel().pushes("room_lost"));
        assertTrue(failovers("moved", 0, 2) > 0);
        assertEquals(0, failovers("lost", 0, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "ticking"})
    void whatPlayersSendWhileARoomMovesIsTakenOnceAndInOrder(String kind) throws Exception {
        Follower ann = joinRoomOf(1, kind);
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> hub.stop(1), Thread::startVirtualThread);
        List<TestPush> said = new ArrayList<>();
        for (int after = 0; after < 20; after += stopped.isDone() ? 1 : 0) {
            said.add(ann.channel().push("say", Map.of("n", said.size())));
            if (said.size() > 10) {
                said.get(said.size() - 10).assertReply("ok");
            }
        }
        stopped.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        said.forEach(push -> push.assertReply("ok"));
        for (int n = 0; n < said.size(); n++) {
            ann.channel().assertPush("said", Map.of("n", n));
        }
        ann.channel().push("say", Map.of("n", -1)).assertReply("ok");
        ann.channel().assertPush("said", Map.of("n", -1)); // and nothing twice
        ann.channel().assertPush("state");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept", "ticking"})
    void whoseAnswerIsNotDecidedWhenTheRoomMovesIsTold(String kind) {
        Follower ann = joinRoomOf(1, kind);
        TestPush asked = ann.channel().push("never");
        ann.channel().push("say").assertReply("ok");
        hub.stop(1);
        asked.assertReply("error", Map.of("reason", "unavailable"));
        ann.channel().push("say").assertReply("ok");
    }

    @Test
    void roomsOfTwoNodesThatStopAtOnceAreAllOnTheThird() throws Exception {
        List<Follower> players = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            Follower player = join(0, "kept:two" + i, Map.of("name", "ann"));
            player.channel().push("put", Map.of("key", "x", "value", i)).assertReply("ok");
            player.await("x", i);
            players.add(player);
        }
        int mine = hub.endpoint(0).rooms("kept").size();
        assertTrue(mine < 30, "rooms of the others");
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> hub.stop(2), Thread::startVirtualThread);
        hub.stop(1);
        other.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        for (Follower player : players) {
            player.channel().push("say").assertReply("ok", Map.of("to", 1));
            assertEquals(List.of(), player.channel().pushes("room_lost"));
        }
        assertEquals(30, hub.endpoint(0).rooms("kept").size());
        for (int i = 0; i < 30; i++) {
            var again = join(0, "kept:two" + i, Map.of("name", "ann"));
            assertEquals(i, again.state().getInteger("x"));
        }
        assertEquals(0, failovers("lost", 0), "all were handed over");
    }

    @Test
    void aRoomThatFailsTooOftenGoesOnByItsSnapshotOnce() throws InterruptedException {
        hub.expectError(IllegalStateException.class);
        Follower ann = join(0, "kept:crash", Map.of("name", "ann"));
        ann.channel().push("put", Map.of("key", "x", "value", 7)).assertReply("ok");
        ann.channel().push("keep").assertReply("ok");
        for (int i = 0; i < 3; i++) {
            ann.channel().push("throw");
        }
        awaitCall("restore crash");
        assertEquals(1, failovers("crashed", 0, 1, 2));
        JsonObject rewound = ann.channel().assertPush("state").json();
        assertEquals(7, rewound.getJsonObject("s").getInteger("x"));
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
        for (int i = 0; i < 3; i++) {
            ann.channel().push("throw");
        }
        ann.channel().assertPush("room_lost", Map.of("reason", "crashed"));
        ann.channel().assertClosed();
    }

    @Test
    void afterASplitTheLaterActivationIsShownWhatTheOtherHadCome() throws InterruptedException {
        Follower ann = joinRoomOf(1); // on node 0
        String topic = ann.channel().topic();
        var bob = join(1, topic, Map.of("name", "bob"));
        ann.channel().push("put", Map.of("key", "x", "value", 1)).assertReply("ok");
        ann.keep(hub, 0, 2);
        ann.await("x", 1);
        hub.cut(0, 1);
        hub.cut(2, 1);
        ann.channel().assertPush("state");
        bob.channel().push("put", Map.of("key", "x", "value", 2)).assertReply("ok");
        ann.channel().push("put", Map.of("key", "z", "value", 3)).assertReply("ok");
        hub.heal();
        JsonObject moved = bob.channel().assertPush("state").json();
        assertEquals(1, moved.getJsonObject("s").getInteger("x"), "the later activation has won");
        awaitCall("absorb 2");
        ann.channel().push("say").assertReply("ok", Map.of("to", 2));
        bob.channel().assertPush("said");
    }
}
