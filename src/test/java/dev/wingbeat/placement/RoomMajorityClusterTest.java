package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.room.RoomOptions.Availability;
import dev.wingbeat.roomloop.RoomLoop;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import dev.wingbeat.testkit.TestPush;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms that stand still: where fewer than half of the nodes are, and after their own node did. */
class RoomMajorityClusterTest {

    private static final Assign<String> NAME = Assign.of("name", String.class);

    @RegisterExtension
    final TestHub hub = TestHub.cluster(3, RoomMajorityClusterTest::endpoint).patience(Patience.LIMIT);

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", new UserSocket() {
                    @Override
                    public ConnectResult connect(ConnectInfo connect) {
                        return ConnectResult.accept(NAME, String.valueOf(connect.param("name")));
                    }
                })
                .rooms(
                        "strict",
                        () -> new BoardRoom(call -> {}, true),
                        options -> options.rate(0)
                                .createOnJoin(true)
                                .availability(Availability.MAJORITY)
                                .snapshotEvery(Duration.ofMillis(100))
                                .playerId(socket -> socket.get(NAME)))
                .rooms(
                        "kept",
                        () -> new BoardRoom(call -> {}, true),
                        options -> options.rate(0)
                                .createOnJoin(true)
                                .snapshotEvery(Duration.ofMillis(100))
                                .playerId(socket -> socket.get(NAME)))
                .build();
    }

    private Follower join(int node, String topic, String name) {
        return new Follower(hub.connect(options -> options.node(node).params(Map.of("name", name))), topic, Map.of());
    }

    /** Joins rooms from node 1 until one of them is owned by node 0. */
    private Follower joinRoomOfFirst(String kind, String name) {
        for (int i = 0; i < 2_000; i++) {
            int before = hub.endpoint(0).rooms(kind).size();
            Follower player = join(1, kind + ":m" + i, name);
            if (hub.endpoint(0).rooms(kind).size() > before) {
                return player;
            }
        }
        throw new AssertionError("no room on node 0");
    }

    @Test
    void theSmallerSideStandsStillAndTheLargerGoesOn() {
        Follower bob = joinRoomOfFirst("strict", "bob");
        String topic = bob.channel().topic();
        Follower ann = join(0, topic, "ann");
        bob.keep(hub, 1, 2);
        hub.cut(0, 1);
        hub.cut(0, 2);
        ann.channel().assertPush("room_paused", Map.of("reason", "no_majority"));
        TestPush held = ann.channel().push("put", Map.of("key", "y", "value", 2));
        bob.channel().assertPush("room_paused", Map.of("reason", "owner_lost"));
        long later = bob.channel().assertPush("state").json().getLong("epoch");
        assertTrue(later > bob.room().getLong("epoch"));
        bob.channel().push("put", Map.of("key", "x", "value", 1)).assertReply("ok");
        assertEquals(
                Map.of("reason", "unavailable"),
                hub.connect(options -> options.node(0).params(Map.of("name", "cid")))
                        .joinRefused(topic)
                        .json()
                        .getMap());
        assertFails("strict", topic.substring("strict:".length()));
        hub.heal();
        var state = ann.channel().assertPush("state").json();
        assertEquals(later, state.getLong("epoch"));
        assertEquals(1, state.getJsonObject("s").getInteger("x"));
        held.assertReply("ok");
        ann.channel().push("say").assertReply("ok", Map.of("to", 2));
    }

    private void assertFails(String kind, String id) {
        var signal = hub.endpoint(0)
                .rooms(kind)
                .signal(id, "where", Map.of())
                .toCompletionStage()
                .toCompletableFuture();
        Assertions.assertThrows(
                Exception.class, () -> signal.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "a signal to a room");
    }

    @Test
    void whereNobodyIsTheMajorityRoomsGoOnAfterTheHeal() {
        Follower bob = joinRoomOfFirst("strict", "bob");
        Follower ann = join(0, bob.channel().topic(), "ann");
        hub.cut(0, 1);
        hub.cut(0, 2);
        hub.cut(1, 2);
        ann.channel().assertPush("room_paused", Map.of("reason", "no_majority"));
        bob.channel().assertPush("room_paused", Map.of("reason", "owner_lost"));
        TestPush held = bob.channel().push("put", Map.of("key", "y", "value", 2));
        hub.heal();
        for (Follower player : new Follower[] {ann, bob}) {
            assertEquals(
                    player.room().getLong("epoch"),
                    player.channel().assertPush("state").json().getLong("epoch"));
        }
        held.assertReply("ok");
        bob.channel().push("say").assertReply("ok", Map.of("to", 2));
    }

    @Test
    void nodesThatStopAreNotMissed() {
        Follower bob = joinRoomOfFirst("strict", "bob");
        hub.stop(2);
        hub.stop(0);
        assertTrue(bob.channel().assertPush("state").json().getLong("epoch")
                > bob.room().getLong("epoch"));
        bob.channel().push("say").assertReply("ok", Map.of("to", 1));
    }

    /** Lets the room block for so long that its loop takes it for a standstill. */
    private static void releaseAfterStandstill() {
        long begun = System.nanoTime();
        long begunToBlock = begun;
        while (!BoardRoom.BLOCKED.hasQueuedThreads()) {
            assertTrue(System.nanoTime() - begun < Patience.LIMIT.toNanos(), "no room blocks");
            begunToBlock = System.nanoTime();
        }
        while (System.nanoTime() - begunToBlock <= RoomLoop.STANDSTILL_NANOS * 3 / 2) {
            Thread.onSpinWait(); // nothing else tells that it has been long enough
        }
        BoardRoom.BLOCKED.release();
    }

    @Test
    void anOwnerThatStoodStillAsksBeforeItTakesAnything() {
        Follower bob = joinRoomOfFirst("kept", "bob");
        Follower ann = join(0, bob.channel().topic(), "ann");
        bob.keep(hub, 1, 2);
        ann.channel().push("block");
        TestPush stale = ann.channel().push("put", Map.of("key", "x", "value", "stale"));
        hub.cut(0, 1);
        hub.cut(0, 2);
        long later = bob.channel().assertPush("state").json().getLong("epoch");
        releaseAfterStandstill();
        stale.assertReply("error", Map.of("reason", "unavailable"));
        hub.heal();
        var state = ann.channel().assertPush("state").json();
        assertEquals(later, state.getLong("epoch"));
        ann.channel().push("say").assertReply("ok", Map.of("to", 2));
    }

    @Test
    void anOwnerThatStoodStillGoesOnWhenNobodyElseHasItsRoom() {
        Follower bob = joinRoomOfFirst("kept", "bob");
        TestPush block = bob.channel().push("block");
        TestPush meanwhile = bob.channel().push("say");
        releaseAfterStandstill();
        block.assertReply("ok");
        meanwhile.assertReply("error", Map.of("reason", "unavailable"));
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!bob.channel().push("say").status().equals("ok")) {
            assertTrue(System.nanoTime() - until < 0, "the room does not go on");
        }
        assertEquals(1, hub.endpoint(0).rooms("kept").size());
    }
}
