package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.api.ApiRoutes;
import dev.wingbeat.cluster.WingbeatCluster;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The commands of operators on the nodes of a real cluster. */
class AdminClusterTest {

    /** What only the console asks. */
    private static final Set<String> CONSOLE = Set.of(
            "overview",
            "refusals",
            "log.level",
            "topics.rates",
            "rooms.kinds",
            "room.inspect",
            "trace",
            "tap.start",
            "tap.read",
            "tap.stop",
            "frames.start",
            "frames.read",
            "frames.stop");

    @RegisterExtension
    static final WingbeatCluster CLUSTER = new WingbeatCluster();

    private static JsonObject ask(int node, String command, JsonObject arguments) {
        return await(CLUSTER.node(node).endpoint().admin().ask(command, arguments));
    }

    private static <T> T await(Future<T> future) {
        try {
            return future.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private static AdminException refused(String command, JsonObject arguments) {
        return assertInstanceOf(
                AdminException.class, assertThrows(RuntimeException.class, () -> ask(0, command, arguments)));
    }

    private static String name(int node) {
        return CLUSTER.node(node).endpoint().pubSub().nodeName();
    }

    private static List<JsonObject> items(JsonObject answer) {
        return answer.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
    }

    @Test
    void topicsAddUpWhatTheNodesHave() {
        String topic = CLUSTER.topic();
        CLUSTER.member(0, topic);
        CLUSTER.member(1, topic);
        CLUSTER.member(1, topic);
        String other = topic + "-other";
        CLUSTER.member(2, other);
        var nodes = new JsonObject().put(name(0), 1).put(name(1), 2);
        JsonObject one = ask(2, "topic", new JsonObject().put("topic", topic));
        assertEquals(3, one.getInteger("members"));
        assertEquals(nodes, one.getJsonObject("nodes"));
        for (String sort : List.of("topic", "members")) {
            JsonObject all =
                    ask(0, "topics", new JsonObject().put("prefix", topic).put("sort", sort));
            assertEquals(new JsonArray(), all.getJsonArray("partial"));
            assertNull(all.getValue("next"));
            assertEquals(
                    List.of(
                            new JsonObject()
                                    .put("topic", topic)
                                    .put("members", 3)
                                    .put("nodes", nodes),
                            new JsonObject()
                                    .put("topic", other)
                                    .put("members", 1)
                                    .put("nodes", new JsonObject().put(name(2), 1))),
                    items(all));
        }
    }

    @Test
    void listsOfAllNodesCanBeReadPageByPage() {
        String topic = CLUSTER.topic();
        for (int i = 0; i < 7; i++) {
            CLUSTER.member(i % 3, topic);
        }
        var seen = new ArrayList<String>();
        String cursor = null;
        do {
            var arguments = new JsonObject().put("topic", topic).put("limit", 3);
            JsonObject page = ask(1, "topic.members", cursor == null ? arguments : arguments.put("cursor", cursor));
            items(page).forEach(item -> seen.add(item.getString("connection")));
            cursor = page.getString("next");
        } while (cursor != null);
        assertEquals(7, seen.size());
        assertEquals(new ArrayList<>(new TreeSet<>(seen)), seen, "connections (expected: each once, in order)");
        JsonObject found = ask(0, "connection", new JsonObject().put("connection", seen.getLast()));
        assertEquals(topic, found.getJsonArray("joined").getJsonObject(0).getString("topic"));
        assertEquals("joined", found.getJsonArray("joined").getJsonObject(0).getString("state"));
        assertEquals(
                1,
                ask(0, "disconnect", new JsonObject().put("connection", seen.getFirst()))
                        .getInteger("closed"));
    }

    @Test
    void connectionsEndAsTheOperatorSaysWhereverTheyAre() {
        WebSocketProbe comesBack = CLUSTER.open(0, "/socket/websocket?vsn=2.0.0&user_id=back");
        WebSocketProbe staysAway = CLUSTER.open(1, "/socket/websocket?vsn=2.0.0&user_id=away");
        assertEquals(
                new JsonObject().put("closed", 1).put("partial", new JsonArray()),
                ask(2, "disconnect", new JsonObject().put("socket_id", "user_socket:back")));
        assertEquals(1001, comesBack.awaitClose());
        ask(
                2,
                "disconnect",
                new JsonObject().put("socket_id", "user_socket:away").put("return", false));
        assertEquals(1000, staysAway.awaitClose());
        assertTrue(ask(2, "audit", new JsonObject()).encode().contains("user_socket:away"));
    }

    @Test
    void blocksAreListedPageByPageAndEachIsLifted() {
        for (int i = 3; i > 0; i--) {
            ask(
                    0,
                    "addresses.block",
                    new JsonObject()
                            .put("address", "192.0.2." + i)
                            .put("until", Instant.now().plusSeconds(3600L - i).toString()));
        }
        ask(
                0,
                "tokens.block",
                new JsonObject()
                        .put("subject", "mallory")
                        .put("until", Instant.now().plusSeconds(60).toString()));
        JsonObject page = ask(0, "blocks", new JsonObject().put("limit", 2));
        assertEquals(List.of("192.0.2.1", "192.0.2.2"), names(page));
        JsonObject more = ask(0, "blocks", new JsonObject().put("limit", 2).put("cursor", page.getString("next")));
        assertEquals(List.of("192.0.2.3", "mallory"), names(more));
        assertEquals(null, more.getValue("next"));
        assertEquals(
                List.of("mallory", "192.0.2.3", "192.0.2.2", "192.0.2.1"),
                names(ask(0, "blocks", new JsonObject().put("sort", "until"))));
        for (int i = 1; i <= 3; i++) {
            ask(0, "addresses.unblock", new JsonObject().put("address", "192.0.2." + i));
        }
        ask(0, "tokens.unblock", new JsonObject().put("subject", "mallory"));
        assertEquals(List.of(), names(ask(0, "blocks", new JsonObject())));
        assertEquals(
                "field_invalid",
                refused("addresses.block", new JsonObject().put("address", "a").put("until", "2100-01-01T00:00:00Z"))
                        .problem()
                        .code());
    }

    private static List<String> names(JsonObject page) {
        return items(page).stream().map(item -> item.getString("name")).toList();
    }

    @Test
    void everyCommandHasARouteAndEveryRouteACommand() throws IOException {
        var routes = new TreeSet<String>();
        try (var in = ApiRoutes.class.getResourceAsStream("openapi.json")) {
            new JsonObject(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .getJsonObject("paths")
                    .forEach(path -> ((JsonObject) path.getValue())
                            .forEach(each -> routes.add(((JsonObject) each.getValue()).getString("operationId"))));
        }
        assertTrue(routes.remove("openapi"));
        var commands = new TreeSet<>(CLUSTER.node(0).endpoint().admin().names());
        commands.removeIf(CONSOLE::contains);
        assertEquals(commands, routes);
    }

    @Test
    void whatMakesNoSenseIsNamed() {
        assertEquals(
                "field_unknown",
                refused("publish", new JsonObject().put("topik", "a")).problem().code());
        assertEquals(
                "field_missing", refused("publish", new JsonObject()).problem().code());
        assertEquals("not_found", refused("no_such", new JsonObject()).problem().code());
        assertEquals(
                "not_found",
                refused("node", new JsonObject().put("node", "nobody"))
                        .problem()
                        .code());
        assertEquals(3, items(ask(0, "nodes", new JsonObject())).size());
    }
}
