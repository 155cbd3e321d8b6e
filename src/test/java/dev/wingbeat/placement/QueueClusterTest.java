package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.matching.Ticket;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import dev.wingbeat.testkit.TestPush;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Players on three nodes who wait for others. */
class QueueClusterTest {

    private static final int NODES = 3;

    @RegisterExtension
    final TestHub hub = TestHub.cluster(NODES, QueueClusterTest::endpoint).patience(Patience.LIMIT);

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .rooms(
                        "board",
                        () -> new BoardRoom(call -> {}),
                        options -> options.rate(0).lobby(true).maxPlayers(4))
                .rooms(
                        "crowd",
                        () -> new BoardRoom(call -> {}),
                        options -> options.rate(0).lobby(true).maxPlayers(1_000))
                .build();
    }

    /** Makes rooms until one is on a node, which it asks for the name. */
    private String nodeName(int node) {
        int before = hub.endpoint(node).rooms("board").size();
        String made = "";
        while (hub.endpoint(node).rooms("board").size() == before) {
            made = hub.endpoint(node).rooms("board").create(Map.of()).await();
        }
        return hub.connect(node)
                .join("board:" + made)
                .push("where")
                .assertReply("ok")
                .json()
                .getString("node");
    }

    private TestChannel lobby(int node) {
        return hub.connect(node).join("lobby:board");
    }

    private static Map<String, Object> wish(int size, int rank, int within, int widening) {
        return Map.of(
                "size",
                size,
                "properties",
                Map.of("rank", rank),
                "range",
                Map.of("rank", Map.of("within", within, "widen_per_s", widening, "max", 1_000)));
    }

    private static String queue(TestChannel lobby, Map<String, Object> wish) {
        return lobby.push("queue", wish).assertReply("ok").json().getString("ticket");
    }

    private Follower enter(int node, TestChannel lobby, String ticket) {
        JsonObject seat = lobby.assertPush("matched", Map.of("ticket", ticket, "expires_in", 15))
                .json();
        return new Follower(hub.connect(node), seat.getString("topic"), Map.of("seat", seat.getString("seat")));
    }

    @Test
    void thoseWhoFitMeetInARoomOfTheirOwn() {
        List<TestChannel> lobbies =
                IntStream.range(0, NODES).mapToObj(this::lobby).toList();
        List<String> tickets = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            tickets.add(queue(lobbies.get(i), wish(3, 1_000 + 20 * i, 50, 0)));
        }
        TestChannel other = lobby(0);
        queue(other, wish(3, 1_500, 50, 0));
        Set<String> topics = new HashSet<>();
        for (int i = 0; i < NODES; i++) {
            Follower player = enter(i, lobbies.get(i), tickets.get(i));
            topics.add(player.channel().topic());
            if (i == NODES - 1) {
                player.channel().push("say").assertReply("ok", Map.of("to", 3));
            }
        }
        assertEquals(1, topics.size(), topics::toString);
        assertEquals(
                0,
                other.push("list", Map.of())
                        .assertReply("ok")
                        .json()
                        .getJsonArray("rooms")
                        .size(),
                "it is private");
        assertEquals(List.of(), other.pushes("matched"));
    }

    @Test
    void theLargestGroupMeets() {
        int ofEach = 3;
        List<TestChannel> lobbies = IntStream.rangeClosed(0, Ticket.MAX_SIZE / ofEach)
                .mapToObj(i -> hub.connect(i % NODES).join("lobby:crowd"))
                .toList();
        lobbies.getFirst()
                .push("queue", wish(Ticket.MAX_SIZE + 1, 0, 0, 0))
                .assertReply("error", Map.of("reason", "bad_payload"));
        for (int i = 0; i < Ticket.MAX_SIZE; i++) {
            queue(lobbies.get(i / ofEach), wish(Ticket.MAX_SIZE, i, Ticket.MAX_SIZE, 0));
        }
        Set<String> topics = new HashSet<>();
        Set<String> seats = new HashSet<>();
        for (int i = 0; i < Ticket.MAX_SIZE; i++) {
            JsonObject seat = lobbies.get(i / ofEach).assertPush("matched").json();
            topics.add(seat.getString("topic"));
            seats.add(seat.getString("seat"));
        }
        assertEquals(1, topics.size(), topics::toString);
        assertEquals(Ticket.MAX_SIZE, seats.size());
    }

    @Test
    void rangesWidenUntilThereIsSomebody() {
        TestChannel low = lobby(0);
        TestChannel high = lobby(1);
        long begun = System.nanoTime();
        String first = queue(low, wish(2, 0, 10, 50));
        String second = queue(high, wish(2, 110, 10, 50));
        enter(0, low, first);
        enter(1, high, second);
        assertTrue(System.nanoTime() - begun >= 1_500_000_000L, "both have to reach 110, which takes two seconds");
    }

    @Test
    void aTicketMayBeTakenBackAndExpires() {
        TestChannel ann = lobby(0);
        String back = queue(ann, wish(2, 0, 10, 0));
        ann.push("unqueue", Map.of("ticket", back)).assertReply("ok");
        ann.push("unqueue", Map.of("ticket", back)).assertReply("error", Map.of("reason", "not_found"));
        TestChannel bob = lobby(1);
        JsonObject wish = new JsonObject(new HashMap<>(wish(2, 0, 10, 0))).put("timeout", 3);
        String expired = bob.push("queue", wish).assertReply("ok").json().getString("ticket");
        bob.assertPush("queue_expired", Map.of("ticket", expired));
        assertEquals(List.of(), ann.pushes("matched"));
    }

    @Test
    void whoHasGoneIsNotMatched() {
        TestChannel gone = lobby(0);
        queue(gone, wish(2, 0, 10, 0));
        gone.leave();
        TestChannel ann = lobby(1);
        TestChannel bob = lobby(2);
        String first = queue(ann, wish(2, 0, 10, 0));
        String second = queue(bob, wish(2, 0, 10, 0));
        assertEquals(
                enter(1, ann, first).channel().topic(),
                enter(2, bob, second).channel().topic());
    }

    @Test
    void whatIsNoWishIsRefused() {
        TestChannel ann = lobby(0);
        ann.push("queue", Map.of("size", 5)).assertReply("error", Map.of("reason", "bad_payload"));
        ann.push("queue", Map.of()).assertReply("error", Map.of("reason", "bad_payload"));
        ann.push("queue", Map.of("size", 2, "timeout", 61)).assertReply("error", Map.of("reason", "bad_payload"));
        ann.push("unqueue", Map.of()).assertReply("error", Map.of("reason", "not_found"));
        List<TestPush> pushes = IntStream.range(0, 4)
                .mapToObj(i -> ann.push("queue", wish(2, 1_000 * i, 1, 0)))
                .toList();
        pushes.subList(0, 3).forEach(push -> push.assertReply("ok"));
        pushes.getLast().assertReply("error", Map.of("reason", "busy", "limit", "tickets"));
    }

    @Test
    void theQueueSurvivesItsNode() {
        List<String> names = IntStream.range(0, NODES).mapToObj(this::nodeName).toList();
        int owner = names.indexOf(Rendezvous.first(names, "lobby:board"));
        int one = (owner + 1) % NODES;
        int other = (owner + 2) % NODES;
        TestChannel ann = lobby(one);
        String first = queue(ann, wish(2, 0, 10, 0));
        hub.kill(owner);
        TestChannel bob = lobby(other);
        String second = queue(bob, wish(2, 0, 10, 0));
        assertEquals(
                enter(one, ann, first).channel().topic(),
                enter(other, bob, second).channel().topic());
    }
}
