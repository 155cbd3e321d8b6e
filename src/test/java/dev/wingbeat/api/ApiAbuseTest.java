package dev.wingbeat.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What somebody with a key of small scope may not make a node pay for. */
@Timeout(120)
class ApiAbuseTest {

    private static final int LARGE = 500_000;

    @RegisterExtension
    static final ApiNode NODE = new ApiNode();

    private static HttpAnswer post(String path, String key, JsonObject body) {
        return NODE.send(HttpProbe.request("POST", "/api/v1" + path)
                .with("authorization", "Bearer " + ApiNodes.key(key))
                .withBody("application/json", body.encode()));
    }

    @Test
    void theAuditKeepsTheBeginningOfWhatWasAskedOnly() {
        var many = new JsonObject();
        for (int i = 0; i < 1_000; i++) {
            many.put("field" + i, i);
        }
        ApiNode.refused(
                403,
                "scope_missing",
                post("/disconnect", "read", new JsonObject().put("socket_id", "x".repeat(LARGE))));
        ApiNode.refused(403, "scope_missing", post("/disconnect", "read", many));
        ApiNode.refused(
                403,
                "scope_missing",
                post("/disconnect", "read", new JsonObject().put("topic", new JsonObject().put("a", many))));
        HttpAnswer audit = NODE.get("/audit?limit=50");
        assertTrue(audit.json().path("items").size() >= 3, "refused ones are noted");
        assertTrue(audit.text().length() < 40_000, () -> audit.text().length() + " characters for three refusals");
        assertTrue(audit.text().contains("xxxxxxxx"), audit.text());
    }

    @Test
    void refusalsPushNoActionOutOfTheAudit() {
        var until = new JsonObject().put("jti", "of-the-crime").put("until", "then");
        ApiNode.refused(400, "field_invalid", post("/tokens/revoke", "act", until));
        for (int i = 0; i < 1_001; i++) {
            ApiNode.refused(403, "scope_missing", post("/tokens/revoke", "read", new JsonObject()));
        }
        assertTrue(NODE.get("/audit?limit=1000").text().contains("of-the-crime"), "pushed out");
    }

    @Test
    void refusalsDoNotFillTheLog() {
        try (var log = LogRecords.of("dev.wingbeat.admin")) {
            for (int i = 0; i < 200; i++) {
                ApiNode.refused(403, "scope_missing", post("/tokens/revoke", "read", new JsonObject()));
            }
            long lines = log.messages().stream()
                    .filter(line -> line.startsWith("audit: read "))
                    .count();
            assertTrue(lines >= 1 && lines < 20, lines + " lines for 200 refusals");
        }
    }

    @Test
    void whatABatchAsksOfAllNodesCountsAsIfItHadBeenAskedForAlone() {
        int asked = 400; // 10 a second may be asked: the next one is far off
        var commands = new JsonArray();
        for (int i = 0; i < asked; i++) {
            commands.add(new JsonObject().put("disconnect", new JsonObject().put("socket_id", "user:" + i)));
        }
        var batch = new JsonObject().put("commands", commands);
        HttpAnswer first = post("/batch", "act", batch);
        assertEquals(200, first.status(), "a burst is let through once");
        assertEquals(asked, first.json().path("results").size());
        ApiNode.refused(429, "rate_limited", post("/batch", "act", batch));
        var publishing = new JsonObject()
                .put(
                        "commands",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put(
                                                "publish",
                                                new JsonObject()
                                                        .put("topic", "room:1")
                                                        .put("event", "msg")
                                                        .put("payload", new JsonObject()))));
        assertEquals(200, post("/batch", "act", publishing).status(), "what asks nobody is as before");
    }
}
