package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms of one node, as their players see them. */
class RoomTest {

    private static final Assign<String> NAME = Assign.of("name", String.class);

    private static final BlockingQueue<String> LOG = new LinkedBlockingQueue<>();

    @RegisterExtension
    static final TestHub HUB = TestHub.of(RoomTest::endpoint).patience(Patience.LIMIT);

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", new UserSocket() {
                    @Override
                    public ConnectResult connect(ConnectInfo connect) {
                        String name = connect.param("name");
                        return name == null ? ConnectResult.accept() : ConnectResult.accept(NAME, name);
                    }
                })
                .rooms(
                        "board",
                        () -> new BoardRoom(LOG::add),
                        options -> common(options).createOnJoin(true).rate(0))
                .rooms(
                        "game",
                        () -> new BoardRoom(LOG::add),
                        options -> common(options)
                                .createOnJoin(true)
                                .rate(20)
                                .latest("stick")
                                .maxInputsPerPlayer(3))
                .rooms(
                        "small",
                        () -> new BoardRoom(LOG::add),
                        options -> common(options)
                                .rate(0)
                                .maxPlayers(2)
                                .maxInput(200)
                                .secondConnection(RoomOptions.SecondConnection.REFUSE))
                .rooms(
                        "few",
                        () -> new BoardRoom(LOG::add),
                        options -> common(options).maxRooms(1))
                .build();
    }

    private static RoomOptions common(RoomOptions options) {
        return options.playerId(socket -> socket.assigns().get(NAME, "").isEmpty() ? null : socket.get(NAME))
                .profile(socket -> Map.of("name", socket.assigns().get(NAME, "nobody")));
    }

    private static void awaitCall(String expected) throws InterruptedException {
        for (String call = LOG.poll(60, TimeUnit.SECONDS); !expected.equals(call); ) {
            assertNotNull(call, "not called: " + expected);
            call = LOG.poll(60, TimeUnit.SECONDS);
        }
    }

    private static TestClient client(String name) {
        return HUB.connect(Map.of("name", name));
    }

    private String topic;

    @BeforeEach
    void topic() {
        topic = HUB.topic("board");
        LOG.clear();
    }

    @Test
    void whoJoinsGetsTheWholeStateThenPatches() {
        var ann = new Follower(client("ann"), topic, Map.of());
        assertEquals("ann", ann.room().getString("you"));
        assertEquals(new JsonObject("{\"turn\":0,\"players\":{\"ann\":{\"name\":\"ann\"}}}"), ann.state());
        ann.channel().assertPush("hello", Map.of("id", "ann"));
        var bob = new Follower(client("bob"), topic, Map.of());
        ann.takePatch();
        assertEquals(bob.state(), ann.state());
        ann.channel()
                .push("put", Map.of("key", "x", "value", Map.of("y", List.of(1))))
                .assertReply("ok");
        ann.await(state -> state.containsKey("x"));
        bob.await(state -> state.containsKey("x"));
        assertEquals(new JsonObject("{\"y\":[1]}"), bob.state().getJsonObject("x"));
    }

    @Test
    void messagesAreAnsweredAndReachTheOthers() {
        var ann = new Follower(client("ann"), topic, Map.of());
        var bob = new Follower(client("bob"), topic, Map.of());
        ann.channel().push("say", Map.of("text", "hi")).assertReply("ok", Map.of("to", 2));
        bob.channel().assertPush("said", Map.of("text", "hi"));
        ann.channel().assertPush("said", Map.of("text", "hi"));
        bob.channel().push("whisper", Map.of("id", "ann")).assertReply("ok");
        ann.channel().assertPush("whispered");
        bob.channel().push("say").assertReply("ok");
        bob.channel().assertPush("said");
        assertEquals(List.of(), bob.channel().pushes("whispered"));
        ann.channel().push("later").assertReply("ok", "done");
    }

    @Test
    void aRoomTicksAndSendsPatchesAtItsRate() {
        var ann = new Follower(client("ann"), HUB.topic("game"), Map.of());
        long first = ann.state().getLong("turn");
        ann.await(state -> state.getLong("turn") >= first + 5);
        Payload pong = ann.channel().push("ping", Map.of("c", 7)).assertReply("ok", Map.of("c", 7));
        assertTrue(pong.json().getLong("tick") >= first + 5);
        assertTrue(Math.abs(pong.json().getLong("t") - System.currentTimeMillis()) < 60_000);
    }

    @Test
    void groupsAndPlayersHaveStatesOfTheirOwn() {
        var ann = new Follower(client("ann"), topic, Map.of());
        var bob = new Follower(client("bob"), topic, Map.of());
        ann.channel().push("group", Map.of("name", "red", "secret", "r")).assertReply("ok");
        ann.takeState();
        bob.channel().push("group", Map.of("name", "blue", "secret", "b")).assertReply("ok");
        bob.takeState();
        assertEquals("r", ann.state().getString("secret"));
        assertEquals("b", bob.state().getString("secret"));
        ann.channel().push("own", Map.of("hand", List.of("ace"))).assertReply("ok");
        ann.await(state -> state.containsKey("hand"));
        bob.channel().push("put", Map.of("key", "end", "value", true)).assertReply("ok");
        bob.await("end", true);
        ann.await("end", true);
        assertFalse(bob.state().containsKey("hand"));
    }

    @Test
    void aLargeStateComesInParts() {
        HUB.expectError(IllegalArgumentException.class);
        var ann = new Follower(client("ann"), topic, Map.of());
        ann.channel().push("big", Map.of("size", 150_000)).assertReply("ok");
        assertEquals(3, ann.takeState());
        assertEquals(20, ann.state().getJsonObject("big").size());
        var bob = new Follower(client("bob"), topic, Map.of());
        ann.await(state -> state.getJsonObject("players").containsKey("bob"));
        assertEquals(ann.state(), bob.state());
        bob.channel().push("resync").assertReply("ok");
        assertEquals(3, bob.takeState());
        ann.channel().push("big", Map.of("size", 300_000)).assertReply("error");
        ann.channel().push("say").assertReply("ok");
    }

    @Test
    void whoDropsComesBackToTheSeat() throws InterruptedException {
        TestClient client = client("ann");
        var ann = new Follower(client, topic, Map.of());
        var bob = new Follower(client("bob"), topic, Map.of());
        client.drop();
        awaitCall("dropped ann");
        bob.await(state -> state.getJsonObject("players").getJsonObject("ann").containsKey("away"));
        var again = new Follower(client("ann"), topic, Map.of());
        awaitCall("returned ann");
        assertFalse(again.state().getJsonObject("players").getJsonObject("ann").containsKey("away"));
        assertNotEquals(ann.room().getString("seat"), again.room().getString("seat"));
    }

    @Test
    void nobodyIsKnownByTheToken() throws InterruptedException {
        TestClient client = HUB.connect();
        var first = new Follower(client, topic, Map.of());
        var bob = new Follower(client("bob"), topic, Map.of());
        client.drop();
        awaitCall("dropped " + first.room().getString("you"));
        assertEquals(
                Map.of("reason", "seat_expired"),
                HUB.connect().joinRefused(topic, Map.of("seat", "wrong")).json().getMap());
        var again =
                new Follower(HUB.connect(), topic, Map.of("seat", first.room().getString("seat")));
        assertEquals(first.room().getString("you"), again.room().getString("you"));
        assertEquals(
                Map.of("reason", "seat_expired"),
                HUB.connect()
                        .joinRefused(topic, Map.of("seat", first.room().getString("seat")))
                        .json()
                        .getMap(),
                "tokens are good once");
        bob.channel().push("say").assertReply("ok", Map.of("to", 2));
    }

    @Test
    void aSeatIsHeldNoLongerThanItShouldBe() throws InterruptedException {
        TestClient client = client("ann");
        var ann = new Follower(client, topic, Map.of());
        var bob = new Follower(client("bob"), topic, Map.of());
        ann.channel().push("hold", Map.of("millis", 1)).assertReply("ok");
        client.drop();
        awaitCall("left ann TIMED_OUT");
        bob.await(state -> !state.getJsonObject("players").containsKey("ann"));
        bob.channel().leave();
        awaitCall("left bob LEFT");
    }

    @Test
    void aSecondConnectionTakesTheSeat() throws InterruptedException {
        var first = new Follower(client("ann"), topic, Map.of());
        var second = new Follower(client("ann"), topic, Map.of());
        first.channel().assertClosed();
        second.channel().push("say").assertReply("ok", Map.of("to", 1));
        awaitCall("returned ann");
        assertFalse(LOG.contains("dropped ann"));
    }

    @Test
    void aChannelThatIsJoinedAgainKeepsItsSeat() throws InterruptedException {
        var ann = new Follower(client("ann"), topic, Map.of());
        ann.channel().rejoin();
        awaitCall("returned ann");
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
    }

    @Test
    void limitsHaveNamesInTheReplies() {
        HUB.endpoint(0).rooms("small").create("s1", Map.of()).await();
        var ann = new Follower(client("ann"), "small:s1", Map.of());
        assertEquals(
                Map.of("reason", "already_joined"),
                client("ann").joinRefused("small:s1").json().getMap());
        var unused = new Follower(client("bob"), "small:s1", Map.of());
        assertEquals(
                Map.of("reason", "full", "limit", 2),
                client("cid").joinRefused("small:s1").json().getMap());
        ann.channel()
                .push("say", Map.of("text", "x".repeat(200)))
                .assertReply("error", Map.of("reason", "too_large", "limit", 200));
        assertEquals(
                Map.of("reason", "not_found"),
                client("cid").joinRefused("small:s2").json().getMap());
        assertEquals(
                Map.of("reason", "not_found"),
                client("cid").joinRefused("small:ä").json().getMap());
        HUB.endpoint(0).rooms("few").create(Map.of()).await();
        assertThrows(
                RuntimeException.class,
                () -> HUB.endpoint(0).rooms("few").create(Map.of()).await());
        assertThrows(IllegalArgumentException.class, () -> HUB.endpoint(0).rooms("none"));
    }

    @Test
    void aPlayerThatFloodsIsBusyAndNobodyElse() {
        String game = HUB.topic("game");
        var ann = new Follower(client("ann"), game, Map.of());
        var bob = new Follower(client("bob"), game, Map.of());
        var pushes = java.util.stream.IntStream.range(0, 200)
                .mapToObj(i -> ann.channel().push("say", Map.of("i", i)))
                .toList();
        bob.channel().push("say").assertReply("ok");
        assertTrue(pushes.stream().anyMatch(push -> push.status().equals("error")));
        pushes.stream()
                .filter(push -> push.status().equals("error"))
                .forEach(push -> push.assertReply("error", Map.of("reason", "busy")));
    }

    @Test
    void ofSomeEventsTheLatestCounts() {
        var ann = new Follower(client("ann"), HUB.topic("game"), Map.of());
        for (int i = 1; i <= 300; i++) {
            ann.channel().push("stick", Map.of("value", i));
        }
        ann.await("stick", 300);
        assertTrue(ann.state().getInteger("inputs") < 300);
    }

    @Test
    void aRoomSendsPlayersAway() throws InterruptedException {
        var ann = new Follower(client("ann"), topic, Map.of());
        var bob = new Follower(client("bob"), topic, Map.of());
        ann.channel().push("kick", Map.of("id", "bob")).assertReply("ok");
        bob.channel().assertPush("kicked", Map.of("reason", "cheated"));
        bob.channel().assertClosed();
        awaitCall("left bob KICKED");
        ann.channel().push("stop").assertReply("ok");
        ann.channel().assertClosed();
        awaitCall("left ann LEFT");
    }

    @Test
    void joinsMayBeRefusedOrDecidedLater() {
        HUB.expectError(IllegalStateException.class);
        var ann = new Follower(client("ann"), topic, Map.of("as", "late"));
        assertEquals(
                Map.of("reason", "not_invited"),
                client("bob").joinRefused(topic, Map.of("as", "enemy")).json().getMap());
        assertEquals(
                Map.of("reason", "join crashed"),
                client("bob").joinRefused(topic, Map.of("as", "broken")).json().getMap());
        ann.channel().push("lock").assertReply("ok");
        assertEquals(
                Map.of("reason", "locked"),
                client("bob").joinRefused(topic).json().getMap());
    }

    @Test
    void aRoomThatClosesTellsItsPlayers() throws InterruptedException {
        var ann = new Follower(client("ann"), topic, Map.of());
        ann.channel().push("close").assertReply("ok");
        ann.channel().assertPush("room_lost", Map.of("reason", "over"));
        ann.channel().assertClosed();
        awaitCall("dispose CLOSED");
        String id = HUB.endpoint(0).rooms("board").create(Map.of()).await();
        var bob = new Follower(client("bob"), "board:" + id, Map.of());
        HUB.endpoint(0).rooms("board").close(id, "maintenance");
        bob.channel().assertPush("room_lost", Map.of("reason", "maintenance"));
        bob.channel().assertClosed();
    }

    @Test
    void whatIsThrownCostsAReplyAndTheThirdTimeTheRoom() throws InterruptedException {
        HUB.expectError(IllegalStateException.class);
        TestChannel ann = new Follower(client("ann"), topic, Map.of()).channel();
        ann.push("throw").assertReply("error", Map.of("reason", "message crashed"));
        ann.push("throw").assertReply("error", Map.of("reason", "message crashed"));
        ann.push("say").assertReply("ok");
        ann.push("throw");
        ann.assertPush("room_lost", Map.of("reason", "crashed"));
        ann.assertClosed();
        awaitCall("dispose CRASHED");
    }

    @Test
    void anUnknownEventEndsTheChannelAndKeepsTheSeat() throws InterruptedException {
        var ann = new Follower(client("ann"), topic, Map.of());
        var bob = new Follower(client("bob"), topic, Map.of());
        ann.channel().push("nonsense");
        ann.channel().assertError();
        awaitCall("dropped ann");
        ann.channel().rejoin();
        awaitCall("returned ann");
        bob.channel().push("say").assertReply("ok", Map.of("to", 2));
    }

    @Test
    void aRoomThatCannotBeMadeIsNotThere() {
        HUB.expectError(IllegalStateException.class);
        assertEquals(
                Map.of("reason", "create_failed"),
                client("ann").joinRefused(topic, Map.of("broken", true)).json().getMap());
    }
}
