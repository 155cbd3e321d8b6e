package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.RouteTable;
import dev.wingbeat.revocation.Revocation;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the API answers, and to whom, on one node. */
@Timeout(120)
class ApiTest {

    private static final String PUBLISH = "{'topic':'room:1','event':'msg','payload':{}}";
    private static final int MANY = 1_000;

    @RegisterExtension
    static final ApiNode NODE = new ApiNode();

    @ParameterizedTest
    @ValueSource(strings = {"publish", "read", "act", "admin"})
    void eachRouteWantsItsScope(String scope) {
        JsonObject paths = new JsonObject(ApiRoutes.load().description()).getJsonObject("paths");
        for (ApiRoute route : ApiRoutes.load().all()) {
            String needed = paths.getJsonObject(route.template())
                    .getJsonObject(route.method().toLowerCase(Locale.ROOT))
                    .getString("x-scope");
            String path = route.template().replaceAll("\\{\\w+}", "nobody");
            HttpAnswer answer = NODE.send(ApiNodes.request(route.method(), path, ApiNodes.key(scope)));
            boolean refused = needed != null && !needed.equals(scope);
            assertEquals(
                    refused ? "scope_missing" : "", answer.status() == 403 ? ApiNode.code(answer) : "", route.label());
        }
    }

    @Test
    void infoNamesWhatTheApplicationHas() {
        JsonNode info = NODE.get("/info").json();
        assertEquals("[\"presence\",\"rooms\"]", info.path("features").toString(), info::toString);
    }

    @Test
    void aKeyForSomeTopicsIsNoGoodForOthers() {
        String key = "the key of room 1";
        assertEquals(
                202,
                NODE.send(ApiNodes.request("POST", "/publish", key)
                                .withBody("application/json", PUBLISH.replace('\'', '"')))
                        .status());
        for (String topics : List.of("'topic':'room:2'", "'topics':['room:1','room:2']")) {
            String body = ("{" + topics + ",'event':'msg','payload':{}}").replace('\'', '"');
            ApiNode.refused(
                    403,
                    "topic_forbidden",
                    NODE.send(ApiNodes.request("POST", "/publish", key).withBody("application/json", body)));
        }
        for (String path : List.of("/topics", "/connections", "/topics/room:2", "/nodes", "/audit", "/rooms")) {
            ApiNode.refused(403, "topic_forbidden", NODE.send(ApiNodes.request("GET", path, key)));
        }
        for (String path :
                List.of("/topics/room:1", "/topics/room%3A10/members", "/connections?topic=room:1", "/info")) {
            assertEquals(200, NODE.send(ApiNodes.request("GET", path, key)).status(), path);
        }
    }

    @Test
    void aRequestThatIsSentAgainIsRunOnce() {
        try (var client = NODE.member("idempotent", "room:once")) {
            HttpProbe request = ApiNodes.post("/publish", "{'topic':'room:once','event':'msg','payload':{'n':1}}")
                    .with("idempotency-key", "once");
            HttpAnswer first = NODE.send(request);
            HttpAnswer again = NODE.send(request);
            assertEquals(202, first.status());
            assertNull(first.header("idempotent-replayed"));
            assertEquals(202, again.status());
            assertEquals("true", again.header("idempotent-replayed"));
            assertEquals(first.text(), again.text());
            ApiNode.refused(
                    422,
                    "idempotency_mismatch",
                    NODE.send(ApiNodes.post("/publish", PUBLISH).with("idempotency-key", "once")));
            client.expect("[null,null,'room:once','msg',{'n':1}]");
            client.expectNothingBeforeHeartbeat();
        }
    }

    @Test
    void clientsGetWhatIsPublishedAndPushed() {
        try (var client = NODE.member("42", "room:send")) {
            NODE.post(
                    "/publish",
                    "{'topics':['room:send','room:else'],'event':'msg','payload':{'b':[1.50,null,{'ä':'ü'}]}}");
            client.expect("[null,null,'room:send','msg',{'b':[1.50,null,{'ä':'ü'}]}]");
            assertEquals(
                    "{\"pushed\":1,\"partial\":[]}",
                    NODE.post("/push", "{'socket_id':'user:42','topic':'room:send','event':'own','payload':{'n':1}}")
                            .text());
            client.expect("['room:send',null,'room:send','own',{'n':1}]");
            assertEquals(
                    "{\"pushed\":0,\"partial\":[]}",
                    NODE.post("/push", "{'socket_id':'user:42','topic':'room:not','event':'own','payload':{}}")
                            .text());
        }
    }

    @Test
    void channelsAreLeftForGoodOrToBeJoinedAgain() {
        try (var client = NODE.member("43", "room:leave", "room:rejoin")) {
            assertEquals(
                    "{\"left\":1,\"partial\":[]}",
                    NODE.post("/leave", "{'socket_id':'user:43','topic':'room:leave'}")
                            .text());
            client.expect("['room:leave','room:leave','room:leave','phx_close',{}]");
            NODE.post("/leave", "{'socket_id':'user:43','topic':'room:rejoin','rejoin':true}");
            client.expect("['room:rejoin','room:rejoin','room:rejoin','phx_error',{'reason':'channel_crash'}]");
            assertEquals(
                    0, NODE.get("/topics/room:leave").json().path("members").asInt());
        }
    }

    @Test
    void aBatchHasAnAnswerForEachOfItsCommands() {
        for (String parallel : List.of("true", "false")) {
            HttpAnswer answer = NODE.send(ApiNodes.request("POST", "/batch", ApiNodes.key("publish"))
                    .withBody(
                            "application/json",
                            ("{'parallel':" + parallel + ",'commands':[{'publish':" + PUBLISH
                                            + "},{'publish':{'topic':'a'}},{'disconnect':{'socket_id':'a'}},{'drain':{}},17]}")
                                    .replace('\'', '"')));
            assertEquals(200, answer.status(), answer.text());
            var statuses = new ArrayList<Integer>();
            answer.json()
                    .path("results")
                    .forEach(result -> statuses.add(result.path("status").asInt()));
            assertEquals(List.of(202, 400, 403, 400, 400), statuses);
        }
        var many = new JsonArray();
        for (int i = 0; i < 1_000; i++) {
            many.add(new JsonObject(("{'publish':" + PUBLISH + "}").replace('\'', '"')));
        }
        HttpAnswer answer = NODE.send(ApiNodes.request("POST", "/batch")
                .withBody(
                        "application/json",
                        new JsonObject().put("commands", many).encode()));
        assertEquals(1_000, answer.json().path("results").size());
    }

    @Test
    void actionsAreNotedWithWhoHasAskedForThem() {
        NODE.send(ApiNodes.request("POST", "/disconnect", ApiNodes.key("act"))
                .withBody("application/json", "{\"socket_id\":\"user:audited\"}"));
        JsonNode last = NODE.get("/audit?limit=50").json().path("items");
        boolean found = false;
        for (JsonNode entry : last) {
            found |= entry.path("who").asText().equals("act")
                    && entry.path("action").asText().equals("disconnect")
                    && entry.path("target").path("socket_id").asText().equals("user:audited");
        }
        assertTrue(found, last.toString());
    }

    @Test
    void whoAsksAllNodesTooOftenIsToldWhenToComeAgain() {
        HttpAnswer answer = NODE.get("/nodes");
        for (int i = 0; i < MANY && answer.status() == 200; i++) {
            answer = NODE.send(ApiNodes.request("GET", "/nodes", ApiNodes.key("read")));
        }
        ApiNode.refused(429, "rate_limited", answer);
        assertEquals("1", answer.header("retry-after"));
        assertTrue(answer.json().path("error").path("retry_after_ms").asInt() > 0);
        assertEquals(200, NODE.get("/info").status());
    }

    @Test
    void theTableOfRoutesHasThoseOfTheApi() {
        String table = RouteTable.of(List.of(), NODE.endpoint()).toString();
        for (ApiRoute route : ApiRoutes.load().all()) {
            assertTrue(table.contains(ApiRoutes.BASE + route.template()), route.label());
        }
    }

    @Test
    void requestsAreCounted() {
        NODE.post("/publish", PUBLISH);
        NODE.get("/nope");
        String metrics =
                HttpProbe.get("/metrics").send(NODE.endpoint().managementPort()).text();
        assertTrue(metrics.contains("wingbeat_api_requests_total{route=\"POST /publish\",status=\"202\"}"), metrics);
        assertTrue(metrics.contains("wingbeat_api_requests_total{route=\"other\",status=\"404\"}"));
        assertTrue(metrics.contains("wingbeat_api_seconds_count{route=\"POST /publish\"}"));
    }

    @Test
    void aThousandConnectionsAreReadPageByPage() throws Exception {
        var client = NODE.vertx().createWebSocketClient(new WebSocketClientOptions().setMaxConnections(MANY));
        var opening = new ArrayList<Future<WebSocket>>();
        for (int i = 0; i < MANY; i++) {
            opening.add(client.connect(new WebSocketConnectOptions()
                    .setHost("127.0.0.1")
                    .setPort(NODE.endpoint().port())
                    .setURI("/socket/websocket?vsn=2.0.0&user=many")));
        }
        ApiNode.await(Future.all(opening));
        for (String sort : List.of("connection", "age")) {
            var seen = new HashSet<String>();
            String cursor = "";
            do {
                JsonNode page = pageOf(sort, cursor);
                page.path("items")
                        .forEach(item ->
                                assertTrue(seen.add(item.path("connection").asText()), "twice: " + item));
                cursor = page.path("next").asText("");
            } while (!cursor.isEmpty() && !cursor.equals("null"));
            assertEquals(MANY, seen.size());
        }
        HttpAnswer closed = NODE.post("/disconnect", "{'socket_id':'user:many','return':false}");
        boolean late = closed.json().path("partial").size() == 1; // a machine that is busy with other things
        assertEquals(late ? 0 : MANY, closed.json().path("closed").asInt(), closed.text());
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!pageOf("connection", "").path("items").isEmpty()) {
            assertTrue(System.nanoTime() < end, "some are still open");
        }
        ApiNode.await(client.close());
    }

    /** Asks again when it is to wait, and for a page without the node's own rows, as a machine busy with other things has. */
    private static JsonNode pageOf(String sort, String cursor) {
        String path = "/connections?socket_id=user:many&limit=150&sort=" + sort
                + (cursor.isEmpty() ? "" : "&cursor=" + cursor);
        long end = System.nanoTime() + 2 * Patience.LIMIT.toNanos();
        while (true) {
            HttpAnswer answer = NODE.get(path);
            if (answer.status() == 200 && answer.json().path("partial").isEmpty()) {
                return answer.json();
            }
            assertTrue(answer.status() == 200 || answer.status() == 429, answer.text());
            assertTrue(System.nanoTime() < end, answer.text());
        }
    }

    @Test
    void aStartingNodePublishesNothingAndIsNotDrained() throws Exception {
        Promise<Void> asked = Promise.promise();
        Promise<List<Revocation>> known = Promise.promise();
        Endpoint starting = ApiNodes.builder()
                .revocations(() -> {
                    asked.complete();
                    return known.future();
                })
                .build();
        Future<Endpoint> started = starting.start(NODE.vertx(), "a");
        ApiNode.await(asked.future());
        int port = starting.managementPort();
        ApiNode.refused(503, "not_ready", ApiNodes.post("/publish", PUBLISH).send(port));
        ApiNode.refused(
                503, "not_ready", ApiNodes.request("POST", "/nodes/a/drain").send(port));
        known.complete(List.of());
        ApiNode.await(started);
        assertEquals(202, ApiNodes.post("/publish", PUBLISH).send(port).status());
        ApiNode.await(starting.stop());
    }

    @Test
    void aDrainedNodeSendsItsClientsAwayAndGoesOnToAnswer() throws Exception {
        Endpoint drained = NODE.started(ApiNodes.endpoint());
        int port = drained.managementPort();
        try (var client = WebSocketProbe.open(drained.port(), HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))) {
            assertEquals(
                    202, ApiNodes.request("POST", "/nodes/a/drain").send(port).status());
            assertEquals(1012, client.awaitClose());
            ApiNode.refused(503, "draining", ApiNodes.post("/publish", PUBLISH).send(port));
            assertEquals(
                    "draining",
                    HttpProbe.get("/health/ready")
                            .send(port)
                            .json()
                            .path("reason")
                            .asText());
            assertEquals(
                    503,
                    HttpProbe.upgrade("/socket/websocket?vsn=2.0.0")
                            .send(drained.port())
                            .status());
            assertEquals(200, ApiNodes.request("GET", "/nodes").send(port).status());
        }
        ApiNode.await(drained.stop());
    }
}
