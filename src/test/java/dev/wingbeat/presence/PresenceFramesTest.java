package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PresenceFramesTest {

    private static final int LIMIT = 4000;

    private static PresenceMeta meta(String ref) {
        return new PresenceMeta(Payload.of("n", 1, "phx_ref", ref));
    }

    private static PresenceEntry entry(String... refs) {
        return new PresenceEntry(
                List.of(refs).stream().map(PresenceFramesTest::meta).toList());
    }

    private static PresenceEntry entries(String prefix, int count) {
        return new PresenceEntry(
                IntStream.range(0, count).mapToObj(i -> meta(prefix + i)).toList());
    }

    private static Map<String, PresenceEntry> keys(String prefix, int count) {
        Map<String, PresenceEntry> keys = new LinkedHashMap<>();
        IntStream.range(0, count).forEach(i -> keys.put(prefix + i, entry("r" + i)));
        return keys;
    }

    private static List<JsonNode> parsed(List<Payload> payloads) {
        return payloads.stream()
                .map(payload -> {
                    assertTrue(payload.length() <= LIMIT, () -> payload.length() + " bytes");
                    return Json.parse(payload.buffer().toString(StandardCharsets.UTF_8));
                })
                .toList();
    }

    private static List<JsonNode> diff(Map<String, PresenceEntry> joins, Map<String, PresenceEntry> leaves) {
        return parsed(PresenceFrames.diff(new PresenceDiff(joins, leaves), LIMIT));
    }

    @Test
    void smallDiffIsOneFrameWithBothSides() {
        assertEquals(
                List.of(Json.parse("{'joins':{'a':{'metas':[{'n':1,'phx_ref':'x'}]}},'leaves':{}}")),
                diff(Map.of("a", entry("x")), Map.of()));
        assertEquals(
                List.of(Json.parse("{'joins':{'a':{'metas':[{'n':1,'phx_ref':'y'}]}},"
                        + "'leaves':{'a':{'metas':[{'n':1,'phx_ref':'x'}]}}}")),
                diff(Map.of("a", entry("y")), Map.of("a", entry("x"))));
        assertEquals(List.of(), diff(Map.of(), Map.of()));
    }

    @Test
    void fieldsStandBesideTheMetas() {
        var entry = entry("x").with("user", Map.of("name", "Ann")).with("level", 3);
        assertEquals(
                List.of(Json.parse("{'a':{'metas':[{'n':1,'phx_ref':'x'}],'user':{'name':'Ann'},'level':3}}")),
                parsed(PresenceFrames.state(Map.of("a", entry), LIMIT)));
    }

    @Test
    void keysPassUnharmed() {
        for (var key : List.of("__proto__", "constructor", "", "\"\\\n\u0000", "ключ", "🦆", "a,b")) {
            var state =
                    parsed(PresenceFrames.state(Map.of(key, entry("x")), LIMIT)).getFirst();
            assertEquals(
                    "x", state.path(key).path("metas").path(0).path("phx_ref").textValue(), key);
        }
    }

    @Test
    void emptyStateIsAnObject() {
        assertEquals(List.of(Json.parse("{}")), parsed(PresenceFrames.state(Map.of(), LIMIT)));
    }

    @Test
    void largeStateGoesOnInDiffsThatJoin() {
        var parts = parsed(PresenceFrames.state(keys("key", 500), LIMIT));
        assertTrue(parts.size() > 4, () -> parts.size() + " parts");
        var keys = new ArrayList<String>();
        parts.getFirst().fieldNames().forEachRemaining(keys::add);
        assertTrue(keys.size() > 50);
        for (var part : parts.subList(1, parts.size())) {
            assertEquals(Json.parse("{}"), part.path("leaves"));
            part.path("joins").fieldNames().forEachRemaining(keys::add);
        }
        assertEquals(500, keys.stream().distinct().count());
        assertEquals(500, keys.size());
    }

    @Test
    void largeDiffKeepsTheTwoSidesOfAKeyTogether() {
        var parts = diff(keys("key", 500), keys("key", 500));
        int found = 0;
        for (var part : parts) {
            var joins = new ArrayList<String>();
            part.path("joins").fieldNames().forEachRemaining(joins::add);
            var leaves = new ArrayList<String>();
            part.path("leaves").fieldNames().forEachRemaining(leaves::add);
            assertEquals(joins, leaves);
            found += joins.size();
        }
        assertEquals(500, found);
    }

    @Test
    void keyWithTooManyMetasIsNeverGoneForAMoment() {
        var parts = diff(Map.of("a", entries("new", 400)), Map.of("a", entries("old", 400)));
        int metas = 400;
        int joined = 0;
        for (var part : parts) {
            joined += part.path("joins").path("a").path("metas").size();
            metas += part.path("joins").path("a").path("metas").size();
            metas -= part.path("leaves").path("a").path("metas").size();
            assertTrue(metas > 0);
        }
        assertEquals(400, joined);
        assertEquals(400, metas);
    }

    @Test
    void keyWithTooManyMetasStandsBesideOthers() {
        var joins = keys("key", 3);
        joins.put("many", entries("x", 300));
        joins.put("last", entry("y"));
        var parts = parsed(PresenceFrames.state(joins, LIMIT));
        int metas = 0;
        for (var part : parts.subList(1, parts.size())) {
            metas += part.path("joins").path("many").path("metas").size();
        }
        assertEquals(300, metas);
        assertTrue(parts.getFirst().has("key0") && parts.getFirst().has("last"));
    }

    @Test
    void updateOfTheLargestMetaFitsIntoAFrame() {
        for (var topic : List.of("room:1", "room:" + "é".repeat(200))) {
            int size = PresenceFrames.metaLimit(topic, "key", 8000);
            var text = "x".repeat(size - 100);
            var meta = new PresenceEntry(List.of(new PresenceMeta(Payload.of("text", text))));
            var diff = new PresenceDiff(Map.of("key", meta), Map.of("key", meta));
            var parts = PresenceFrames.diff(diff, PresenceFrames.payloadLimit(topic, 8000));
            assertEquals(1, parts.size());
        }
    }
}
