package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Players whose node, or that of their room, is lost for a while: they come back into their seats, or these become free. */
class RoomReturnClusterTest {

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
                .rooms(
                        "kept",
                        () -> new BoardRoom(log::add, true),
                        options -> options(options).seatHold(Patience.LIMIT))
                .rooms(
                        "brief",
                        () -> new BoardRoom(log::add, true),
                        options -> options(options).seatHold(Duration.ofSeconds(6)))
                .rooms(
                        "unheld",
                        () -> new BoardRoom(log::add, true),
                        options -> options(options).seatHold(Duration.ZERO))
                .options(options -> options.limits(LimitOptions::off))
                .build();
    }

    private static RoomOptions options(RoomOptions options) {
        return options.rate(0)
                .createOnJoin(true)
                .snapshotEvery(Duration.ofMillis(100))
                .playerId(socket -> socket.assigns().get(NAME, "").isEmpty() ? null : socket.get(NAME));
    }

    private Follower join(int node, String topic, Map<String, String> params, Map<String, String> payload) {
        return new Follower(hub.connect(options -> options.node(node).params(params)), topic, payload);
    }

    /** Joins rooms from node 0 until some are owned by a node. */
    private List<Follower> joinRoomsOf(int owner, String kind, int count) {
        List<Follower> players = new ArrayList<>();
        for (int i = 0; players.size() < count; i++) {
            int before = hub.endpoint(owner).rooms(kind).size();
            Follower player = join(0, kind + ":m" + i, Map.of("name", "ann"), Map.of());
            if (hub.endpoint(owner).rooms(kind).size() > before) {
                players.add(player);
            }
        }
        return players;
    }

    private Follower joinRoomOfNodeOne(String kind) {
        return joinRoomsOf(1, kind, 1).getFirst();
    }

    /** Lets node 0 know of the others by their players: it looks who is there four times a second, and the hub has just started. */
    private void showNodeZeroTheOthers() {
        String topic = joinRoomsOf(0, "kept", 1).getFirst().channel().topic();
        for (int node = 1; node <= 2; node++) {
            var unused = join(node, topic, Map.of("name", "of " + node), Map.of());
        }
    }

    private void awaitCall(String expected) throws InterruptedException {
        awaitCall(List.of(expected));
    }

    /** Waits for one of some calls. */
    private void awaitCall(List<String> expected) throws InterruptedException {
        String call;
        do {
            call = log.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertNotNull(call, () -> "not called: " + expected);
        } while (!expected.contains(call));
    }

    private void cutOff(int node) {
        hub.cut(node, (node + 1) % 3);
        hub.cut(node, (node + 2) % 3);
    }

    /** Whose connection holds while the room moves has not left, however short a time seats are held for others. */
    @Test
    void whoIsInARoomThatMovesKeepsASeatThatIsNotHeld() {
        Follower ann = joinRoomOfNodeOne("unheld");
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
        hub.stop(1);
        ann.channel().assertPush("state");
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
        assertTrue(log.contains("returned ann"), log::toString);
        assertTrue(log.stream().noneMatch(call -> call.startsWith("left")), log::toString);
    }

    @Test
    void whoComesBackBeforeTheRoomDoesGetsItsSeat() {
        Follower ann = joinRoomOfNodeOne("kept");
        String topic = ann.channel().topic();
        var carl = join(2, topic, Map.of("name", "carl"), Map.of());
        var nobody = join(1, topic, Map.of(), Map.of());
        nobody.channel().push("put", Map.of("key", "x", "value", 7)).assertReply("ok");
        nobody.channel().push("keep").assertReply("ok");
        nobody.channel().push("say").assertReply("ok", Map.of("to", 3));
        ann.channel().assertPush("said"); // so the snapshot has arrived, wherever it is kept
        carl.channel().assertPush("said");
        cutOff(1);
        var back = join(2, topic, Map.of(), Map.of("seat", nobody.room().getString("seat")));
        assertEquals(7, back.state().getInteger("x"));
        assertEquals(nobody.room().getString("you"), back.room().getString("you"));
        back.channel().push("say").assertReply("ok", Map.of("to", 3));
    }

    private Follower playBesideBobUntilHisNodeIsKilled() throws InterruptedException {
        Follower ann = joinRoomOfNodeOne("brief");
        var bob = join(2, ann.channel().topic(), Map.of("name", "bob"), Map.of());
        bob.channel().push("say").assertReply("ok", Map.of("to", 2));
        hub.kill(2);
        awaitCall("dropped bob");
        return ann;
    }

    @Test
    void seatsOfANodeThatIsKilledAreFreeAfterTheirTime() throws InterruptedException {
        Follower ann = playBesideBobUntilHisNodeIsKilled();
        awaitCall("left bob TIMED_OUT");
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
    }

    /** Perhaps before anybody has looked who is there. */
    @RepeatedTest(8)
    void playersAreDroppedWhoseNodeIsKilledAsSoonAsTheyHaveCome() throws InterruptedException {
        var unused = playBesideBobUntilHisNodeIsKilled();
    }

    @Test
    void whoIsCutOffAloneWaitsAndPlaysOnAfterTheHeal() throws InterruptedException {
        showNodeZeroTheOthers();
        Follower ann = joinRoomOfNodeOne("brief");
        var bob = join(1, ann.channel().topic(), Map.of("name", "bob"), Map.of());
        bob.channel().push("say").assertReply("ok", Map.of("to", 2));
        ann.channel().assertPush("said");
        cutOff(0);
        awaitCall("dropped ann");
        awaitCall("left ann TIMED_OUT");
        assertEquals(List.of(), ann.channel().pushes("room_lost"));
        hub.heal();
        awaitCall("joined ann");
        ann.channel().assertPush("state");
        bob.channel().push("say").assertReply("ok", Map.of("to", 2));
        ann.channel().assertPush("said");
        ann.channel().push("say").assertReply("ok", Map.of("to", 2));
    }

    @Test
    void whoIsOutOfSightForAMomentKeepsTheSeat() throws InterruptedException {
        Follower ann = joinRoomOfNodeOne("kept");
        cutOff(0);
        awaitCall("dropped ann");
        hub.heal();
        awaitCall("returned ann");
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
        assertTrue(ann.channel().pushes("room_lost").isEmpty());
    }

    @Test
    void whatIsSentToARoomThatHasGivenWayEndsNoChannel() throws InterruptedException {
        List<Follower> players = joinRoomsOf(1, "kept", 12); // so many that node 2 has a copy of some
        players.forEach(ann -> ann.keep(hub, 0, 2));
        log.clear();
        cutOff(2);
        awaitCall(players.stream()
                .map(ann -> "restore " + ann.room().getString("id"))
                .toList());
        hub.heal(1, 2);
        awaitCall("absorb null"); // node 0 does not see yet where the room has gone on
        players.forEach(ann -> ann.channel().push("say"));
        players.forEach(ann -> ann.channel().refuteError());
        hub.heal();
        for (Follower ann : players) {
            long until = System.nanoTime() + Patience.LIMIT.toNanos();
            while (!ann.channel().push("say").status().equals("ok")) { // until it has moved
                assertTrue(System.nanoTime() - until < 0, "no player of the later activation");
            }
        }
    }
}
