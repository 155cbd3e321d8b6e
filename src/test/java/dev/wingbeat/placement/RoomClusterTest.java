package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.room.Rooms;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms whose players are on several nodes. */
class RoomClusterTest {

    private static final int NODES = 3;
    private static final Assign<String> NAME = Assign.of("name", String.class);
    private static final BlockingQueue<String> LOG = new LinkedBlockingQueue<>();

    @RegisterExtension
    static final TestHub HUB = TestHub.cluster(NODES, RoomClusterTest::endpoint).patience(Patience.LIMIT);

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
                        options -> options.rate(0)
                                .createOnJoin(true)
                                .playerId(
                                        socket -> socket.assigns().get(NAME, "").isEmpty() ? null : socket.get(NAME)))
                .rooms(
                        "game",
                        () -> new BoardRoom(LOG::add),
                        options -> options.rate(20).createOnJoin(true).playerId(socket -> socket.get(NAME)))
                .build();
    }

    private static TestClient client(int node, String name) {
        return HUB.connect(options -> options.node(node).params(Map.of("name", name)));
    }

    private static int roomsOf(String kind) {
        return IntStream.range(0, NODES)
                .map(node -> HUB.endpoint(node).rooms(kind).size())
                .sum();
    }

    private String topic;

    @BeforeEach
    void topic() {
        topic = HUB.topic("board");
    }

    @Test
    void playersOnAllNodesAreInOneRoom() {
        List<Follower> players = new ArrayList<>();
        for (int node = 0; node < NODES; node++) {
            players.add(new Follower(client(node, "p" + node), topic, Map.of()));
        }
        for (Follower player : players) {
            player.channel()
                    .push("say", Map.of("from", player.room().getString("you")))
                    .assertReply("ok", Map.of("to", 3));
        }
        for (Follower player : players) {
            for (int from = 0; from < NODES; from++) {
                player.channel().assertPush("said", Map.of("from", "p" + from));
            }
        }
        players.get(1).channel().push("put", Map.of("key", "x", "value", 1)).assertReply("ok");
        players.forEach(player -> player.await("x", 1));
        assertEquals(1, players.stream().map(Follower::state).distinct().count());
        assertEquals(
                1,
                players.stream().map(p -> p.room().getLong("epoch")).distinct().count());
    }

    @Test
    void aRoomThatIsMadeOnAllNodesAtOnceIsOne() {
        int before = roomsOf("board");
        for (int i = 0; i < 20; i++) {
            String id = HUB.topic("board").substring("board:".length());
            Future.all(IntStream.range(0, NODES)
                            .mapToObj(node -> HUB.endpoint(node).rooms("board").create(id, Map.of()))
                            .toList())
                    .await();
        }
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        while (roomsOf("board") != before + 20 && System.nanoTime() < until) {
            Thread.onSpinWait(); // nodes that have just started may not agree on who they are: one of two rooms steps
            // down
        }
        assertEquals(before + 20, roomsOf("board"));
    }

    @Test
    void whatARoomIsMadeWithMayBeBytesWhereverItIs() {
        for (int i = 0; i < 10; i++) {
            String made = HUB.topic("board");
            HUB.endpoint(i % NODES)
                    .rooms("board")
                    .create(made.substring("board:".length()), Buffer.buffer("éü"))
                    .await();
            assertEquals(
                    "éü", new Follower(client(0, "p"), made, Map.of()).state().getString("bytes"));
        }
    }

    @Test
    void aTickingRoomIsFollowedFromEveryNode() {
        String game = HUB.topic("game");
        Set<Follower> players = IntStream.range(0, NODES)
                .mapToObj(node -> new Follower(client(node, "p" + node), game, Map.of()))
                .collect(Collectors.toSet());
        players.forEach(player -> {
            long turn = player.state().getLong("turn");
            player.await(state -> state.getLong("turn") > turn + 10);
            player.channel().push("ping", Map.of("c", 1)).assertReply("ok", Map.of("c", 1));
        });
    }

    @Test
    void whoDropsComesBackOnAnotherNode() {
        var watch = new Follower(client(0, "watch"), topic, Map.of());
        TestClient client = client(1, "ann");
        var ann = new Follower(client, topic, Map.of());
        client.drop();
        watch.await(state -> state.getJsonObject("players").containsKey("ann")
                && state.getJsonObject("players").getJsonObject("ann").containsKey("away"));
        var again = new Follower(client(2, "ann"), topic, Map.of());
        assertEquals(ann.room().getLong("epoch"), again.room().getLong("epoch"));
        watch.await(
                state -> !state.getJsonObject("players").getJsonObject("ann").containsKey("away"));
        again.channel().push("say").assertReply("ok", Map.of("to", 2));
        again.channel().leave();
        watch.await(state -> !state.getJsonObject("players").containsKey("ann"));
    }

    @Test
    void whoIsNobodyComesBackByTheTokenOnAnotherNode() {
        TestClient client = HUB.connect(0);
        var first = new Follower(client, topic, Map.of());
        var watch = new Follower(client(2, "watch"), topic, Map.of());
        client.drop();
        String you = first.room().getString("you");
        watch.await(state -> state.getJsonObject("players").getJsonObject(you).containsKey("away"));
        assertEquals(
                "seat_expired",
                HUB.connect(1)
                        .joinRefused(topic, Map.of("seat", "wrong"))
                        .json()
                        .getString("reason"));
        var again =
                new Follower(HUB.connect(1), topic, Map.of("seat", first.room().getString("seat")));
        assertEquals(you, again.room().getString("you"));
    }

    @Test
    void aRoomIsFoundAndSignalledFromEveryNode() {
        HUB.expectError(IllegalStateException.class);
        var ann = new Follower(client(0, "ann"), topic, Map.of());
        String id = topic.substring("board:".length());
        String owner = "";
        for (int node = 0; node < NODES; node++) {
            Rooms rooms = HUB.endpoint(node).rooms("board");
            JsonObject answer =
                    rooms.signal(id, "where", Map.of("n", node)).await().json();
            assertEquals(new JsonObject().put("n", node), answer.getJsonObject("told"));
            owner = answer.getString("node");
            List<Rooms.Listed> found;
            do { // the directory comes behind
                found = rooms.find(Map.of("players", Map.of("gte", 1)), 1_000).stream()
                        .filter(room -> room.id().equals(id))
                        .toList();
            } while (found.isEmpty());
            assertEquals(owner, found.getFirst().node());
            assertEquals(ann.room().getLong("epoch"), found.getFirst().epoch());
            assertEquals(1, rooms.find(Map.of(), 1).size());
            assertTrue(rooms.find(Map.of("players", Map.of("gt", 64)), 10).isEmpty());
            refused(rooms, id, "nonsense", "no such signal");
            refused(rooms, "nowhere", "where", "not_found");
            assertThrows(IllegalArgumentException.class, () -> rooms.find(Map.of("players", Map.of("like", 1)), 1));
            assertThrows(IllegalArgumentException.class, () -> rooms.signal("no id", "where", null));
        }
        refused(HUB.endpoint(1).rooms("board"), id, "throw", "signal crashed");
        ann.channel().push("say").assertReply("ok", Map.of("to", 1));
    }

    @Test
    void aSignalThatIsNeverAnsweredFailsOnEveryNode() {
        var ann = new Follower(client(0, "ann"), topic, Map.of());
        String id = topic.substring("board:".length());
        List<Future<?>> signals = IntStream.range(0, NODES)
                .<Future<?>>mapToObj(node -> HUB.endpoint(node).rooms("board").signal(id, "never", null))
                .toList();
        for (Future<?> signal : signals) {
            String message = assertThrows(
                            Exception.class, () -> signal.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .getMessage();
            assertTrue(message.contains("silent"), message);
        }
        ann.channel().push("say").assertReply("ok");
    }

    private static void refused(Rooms rooms, String id, String event, String why) {
        Future<?> failed = rooms.signal(id, event, null);
        String message = assertThrows(Exception.class, failed::await).getMessage();
        assertTrue(message.contains(why), message);
    }

    @Test
    void aRoomIsClosedFromEveryNode() {
        List<Follower> players = IntStream.range(0, NODES)
                .mapToObj(node -> new Follower(client(node, "p" + node), topic, Map.of()))
                .toList();
        for (int node = 0; node < NODES; node++) { // the first closes it, whether it knows of it or not
            HUB.endpoint(node).rooms("board").close(topic.substring("board:".length()), "over");
        }
        players.forEach(player -> {
            player.channel().assertPush("room_lost", Map.of("reason", "over"));
            player.channel().assertClosed();
        });
    }

    @Test
    void aLargeStateReachesOtherNodesInParts() {
        List<Follower> players = IntStream.range(0, NODES)
                .mapToObj(node -> new Follower(client(node, "p" + node), topic, Map.of()))
                .toList();
        players.getFirst().channel().push("big", Map.of("size", 150_000)).assertReply("ok");
        players.forEach(player -> assertEquals(3, player.takeState()));
        assertFalse(new Follower(client(1, "late"), topic, Map.of())
                .state()
                .getJsonObject("big")
                .isEmpty());
    }

    @Test
    void kicksAndErrorsReachOtherNodes() {
        HUB.expectError(IllegalStateException.class);
        List<Follower> players = IntStream.range(0, NODES)
                .mapToObj(node -> new Follower(client(node, "p" + node), topic, Map.of()))
                .toList();
        for (Follower player : players) {
            player.channel().push("throw").assertReply("error", Map.of("reason", "message crashed"));
            if (player.equals(players.get(1))) {
                break;
            }
        }
        players.getFirst().channel().push("kick", Map.of("id", "p1")).assertReply("ok");
        players.get(1).channel().assertPush("kicked");
        players.get(1).channel().assertClosed();
        players.get(2).channel().push("nonsense");
        players.get(2).channel().assertError();
        players.get(2).channel().rejoin();
        JsonObject again = players.get(2).channel().joined().json();
        assertTrue(again.getJsonObject("state").getJsonObject("players").containsKey("p2"));
    }
}
