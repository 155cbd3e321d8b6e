package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import dev.wingbeat.testkit.TestPush;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rooms that clients list, find and make. */
class LobbyTest {

    private static final int NODES = 3;

    @RegisterExtension
    static final TestHub HUB = TestHub.cluster(NODES, LobbyTest::endpoint).patience(Patience.LIMIT);

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket("/socket", UserSocket.acceptingAll())
                .rooms(
                        "board",
                        () -> new BoardRoom(call -> {}),
                        options -> options.rate(0).lobby(true).maxPlayers(3))
                .rooms(
                        "storm",
                        () -> new BoardRoom(call -> {}),
                        options -> options.rate(0).lobby(true).maxPlayers(8).roomsPerMinute(2_000))
                .build();
    }

    private static TestChannel lobby(int node, String kind) {
        return HUB.connect(node).join("lobby:" + kind);
    }

    private static JsonObject found(TestPush push) {
        return push.assertReply("ok", Map.of("expires_in", 15)).json();
    }

    private static Follower enter(int node, JsonObject found) {
        return new Follower(HUB.connect(node), found.getString("topic"), Map.of("seat", found.getString("seat")));
    }

    /** Asks until there are as many rooms as expected in the list. */
    private static JsonArray awaitListed(TestChannel lobby, JsonObject filter, int expected) {
        long until = System.nanoTime() + Patience.LIMIT.toNanos();
        JsonArray listed;
        do {
            listed = lobby.push("list", new JsonObject().put("filter", filter).put("limit", 100))
                    .assertReply("ok")
                    .json()
                    .getJsonArray("rooms");
        } while (listed.size() != expected && System.nanoTime() < until);
        assertEquals(expected, listed.size(), listed::encode);
        return listed;
    }

    @Test
    void whatIsMadeIsFoundOnOtherNodesAndHasSeatsForThoseWhoAsked() {
        var label = Map.of("mode", "made", "rank", 7);
        JsonObject made = found(lobby(0, "board").push("create", Map.of("label", label)));
        enter(1, made);
        var filter = new JsonObject().put("mode", "made").put("rank", new JsonObject().put("gte", 7));
        JsonArray listed = awaitListed(lobby(2, "board"), filter, 1);
        assertEquals(made.getString("topic"), listed.getJsonObject(0).getString("topic"));
        assertEquals(3, listed.getJsonObject(0).getInteger("max"));
        JsonObject second = found(lobby(1, "board").push("find_or_create", new JsonObject().put("filter", filter)));
        JsonObject third = found(lobby(2, "board").push("find_or_create", new JsonObject().put("filter", filter)));
        assertEquals(made.getString("topic"), second.getString("topic"));
        assertEquals(made.getString("topic"), third.getString("topic"));
        assertEquals(
                Map.of("reason", "seat_expired"),
                HUB.connect(0)
                        .joinRefused(made.getString("topic"), Map.of("seat", made.getString("seat")))
                        .json()
                        .getMap(),
                "a reservation is good once");
        assertEquals(
                "full",
                HUB.connect(0).joinRefused(made.getString("topic")).json().getString("reason"),
                "reserved seats are taken");
        enter(0, second);
        enter(1, third).channel().push("say").assertReply("ok", Map.of("to", 3));
    }

    @Test
    void privateRoomsAreNotShown() {
        var label = Map.of("mode", "private");
        JsonObject made = found(lobby(0, "board").push("create", Map.of("label", label, "private", true)));
        JsonObject open = found(lobby(0, "board").push("create", Map.of("label", label)));
        enter(1, made);
        JsonArray listed = awaitListed(lobby(1, "board"), new JsonObject().put("mode", "private"), 1);
        assertEquals(open.getString("topic"), listed.getJsonObject(0).getString("topic"));
    }

    @Test
    void whatIsNoFilterIsRefused() {
        TestChannel lobby = lobby(0, "board");
        lobby.push("list", Map.of("filter", Map.of("rank", Map.of("like", 7)))).assertReply("error");
        lobby.push("find_or_create", Map.of("filter", 7)).assertReply("error", Map.of("reason", "bad_payload"));
        lobby.push("create", Map.of("label", Map.of("a", List.of(1)))).assertReply("error");
        Map<String, Integer> many = new HashMap<>();
        IntStream.range(0, 9).forEach(i -> many.put("k" + i, i));
        lobby.push("list", Map.of("filter", many)).assertReply("error");
    }

    @Test
    void whatIsOfAnotherTypeIsRefusedByName() {
        TestChannel lobby = lobby(0, "board");
        Map.of(
                        "filter", "object",
                        "label", "object",
                        "params", "object",
                        "limit", "integer",
                        "size", "integer",
                        "timeout", "integer",
                        "properties", "object",
                        "range", "object",
                        "ticket", "string")
                .forEach((name, expected) -> {
                    Object wrong = List.of(7);
                    for (String event : List.of("list", "create", "find_or_create", "queue", "unqueue")) {
                        lobby.push(event, Map.of(name, wrong))
                                .assertReply(
                                        "error", Map.of("reason", "bad_payload", "path", name, "expected", expected));
                    }
                });
        lobby.push("create", Map.of("private", "yes")).assertReply("error", Map.of("reason", "bad_payload"));
        lobby.push("list", Map.of("limit", 1.5)).assertReply("error", Map.of("path", "limit"));
        lobby.push("list", Map.of("limit", 1L << 31)).assertReply("error", Map.of("path", "limit"));
    }

    /** Such a wish may be too deep for the question that nodes ask each other, which wraps it. */
    @Test
    void whatIsNestedAsDeeplyAsClientsMayIsAnswered() {
        TestChannel lobby = lobby(0, "storm");
        for (int levels = 94; levels <= 98; levels++) {
            var params = new JsonObject("{\"a\":" + "[".repeat(levels - 2) + "]".repeat(levels - 2) + "}");
            for (int i = 0; i < 12; i++) { // each of the nodes is asked
                for (String event : List.of("create", "find_or_create")) {
                    JsonObject answer = lobby.push(event, new JsonObject().put("params", params))
                            .reply()
                            .json();
                    String reason = answer.getString("reason", "");
                    assertTrue(answer.containsKey("seat") || reason.equals("unavailable"), answer::encode);
                }
            }
        }
    }

    /** Clients in GDScript, for one, send null for what they do not set. */
    @Test
    void whatIsNullIsNotSaid() {
        TestChannel lobby = lobby(0, "board");
        var nothing = new JsonObject();
        for (String key : List.of("filter", "limit", "params", "label", "private", "properties", "range", "timeout")) {
            nothing.putNull(key);
        }
        lobby.push("list", nothing).assertReply("ok");
        lobby.push("create", nothing).assertReply("ok");
        lobby.push("find_or_create", nothing).assertReply("ok");
        lobby.push("queue", nothing.copy().put("size", 2)).assertReply("ok");
        lobby.push("queue", nothing).assertReply("error", Map.of("reason", "bad_payload"));
        lobby.push("unqueue", new JsonObject().putNull("ticket")).assertReply("error", Map.of("reason", "not_found"));
    }

    @Test
    void thousandsWhoAskAtOnceFillRooms() {
        int asking = 2_000;
        List<TestChannel> lobbies = IntStream.range(0, 100)
                .mapToObj(client -> lobby(client % NODES, "storm"))
                .toList();
        List<TestPush> asked = new ArrayList<>();
        for (int i = 0; i < asking; i++) {
            asked.add(lobbies.get(i % lobbies.size()).push("find_or_create"));
        }
        Map<String, Integer> seats = new HashMap<>();
        asked.forEach(push -> seats.merge(found(push).getString("topic"), 1, Integer::sum));
        assertTrue(seats.size() <= 255, () -> seats.size() + " rooms");
    }
}
