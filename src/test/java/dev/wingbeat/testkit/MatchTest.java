package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MatchTest {

    private record Place(int x, List<String> tags) {}

    private static final Payload ACTUAL = Payload.of(new JsonObject("""
            {"x":1,"tags":["a","b"],"inner":{"y":2.50,"z":null},"list":[{"k":1,"l":2}]}"""));

    private static void matches(Object expected) {
        assertTrue(Match.matches(expected, ACTUAL), () -> Match.text(expected));
    }

    private static void differs(@Nullable Object expected) {
        assertFalse(Match.matches(expected, ACTUAL), () -> Match.text(expected));
    }

    @Test
    void mapsMatchInPartOnEveryLevel() {
        matches(Map.of());
        matches(Map.of("x", 1));
        matches(Map.of("inner", Map.of("y", 2.5)));
        matches(new JsonObject().put("inner", new JsonObject().putNull("z")));
        matches(Map.of("list", List.of(Map.of("k", 1))));
        differs(Map.of("x", 2));
        differs(Map.of("w", Match.any()));
        differs(Map.of("inner", Map.of("z", 0)));
    }

    @Test
    void listsAndScalarsMatchWhole() {
        matches(Map.of("tags", List.of("a", "b")));
        matches(Map.of("tags", Arrays.asList("a", "b")));
        matches(Map.of("x", 1L));
        differs(Map.of("tags", List.of("a")));
        differs(Map.of("tags", List.of("b", "a")));
        differs(Map.of("x", "1"));
        differs(List.of());
        differs(null);
        differs("x");
    }

    @Test
    void recordsStandForTheirJson() {
        matches(new Place(1, List.of("a", "b")));
        differs(new Place(2, List.of("a", "b")));
    }

    @Test
    void predicatesStandForAnyValue() {
        Predicate<Number> positive = number -> number.intValue() > 0;
        matches(Map.of("x", positive, "tags", Match.any()));
        differs(Map.of("tags", positive));
        matches(Match.any());
        assertEquals("{\"x\":\"<predicate>\"}", Match.text(Map.of("x", positive)));
        assertEquals("anything", Match.text(Match.any()));
    }

    @Test
    void bytesMatchBytes() {
        var bytes = Payload.binary(new byte[] {1, 2});
        assertTrue(Match.matches(new byte[] {1, 2}, bytes));
        assertTrue(Match.matches(Match.any(), bytes));
        assertFalse(Match.matches(new byte[] {1}, bytes));
        assertFalse(Match.matches(Map.of(), bytes));
    }
}
