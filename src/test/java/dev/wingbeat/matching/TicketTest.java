package dev.wingbeat.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TicketTest {

    private static String refusal(Map<String, @Nullable Object> wish) {
        return assertThrows(IllegalArgumentException.class, () -> Ticket.of("t", wish, 8, 0))
                .getMessage();
    }

    @Test
    void wishesAreReadStrictly() {
        Ticket ticket = Ticket.of(
                "t",
                Map.of(
                        "size", 4,
                        "properties", Map.of("rank", 1200, "mode", "ctf"),
                        "range", Map.of("rank", Map.of("within", 50, "widen_per_s", 10, "max", 400))),
                8,
                7);
        assertEquals(Map.of("rank", new Range(50, 10, 400)), ticket.ranges());
        assertEquals(7, ticket.since());
        assertEquals("size: 9 (expected: a whole number from 2 to 8)", refusal(Map.of("size", 9)));
        assertEquals("size: 1 (expected: a whole number from 2 to 8)", refusal(Map.of("size", 1)));
        assertEquals("size: null (expected: a whole number from 2 to 8)", refusal(Map.of()));
        assertEquals("properties: 7 (expected: an object)", refusal(Map.of("size", 2, "properties", 7)));
        assertEquals(
                "properties.a: [1] (expected: a number, a boolean, or text of at most 64 characters)",
                refusal(Map.of("size", 2, "properties", Map.of("a", List.of(1)))));
        assertEquals(
                "range.mode: of ctf (expected: of a property that is a number)",
                refusal(Map.of("size", 2, "properties", Map.of("mode", "ctf"), "range", Map.of("mode", Map.of()))));
        assertEquals(
                "range.within: -1.0 (expected: a number >= 0)",
                refusal(Map.of("size", 2, "properties", Map.of("a", 1), "range", Map.of("a", Map.of("within", -1)))));
        Map<String, Integer> many = IntStream.range(0, 9).boxed().collect(Collectors.toMap(i -> "p" + i, i -> i));
        assertEquals("properties: 9 (expected: <= 8)", refusal(Map.of("size", 2, "properties", many)));
    }

    @Test
    void onlySoManyAreMatched() {
        Map<String, Object> wish = Map.of("size", Ticket.MAX_SIZE);
        assertEquals(Ticket.MAX_SIZE, Ticket.of("t", wish, 1_024, 0).size());
        Map<String, Object> larger = Map.of("size", Ticket.MAX_SIZE + 1);
        String refusal = assertThrows(IllegalArgumentException.class, () -> Ticket.of("t", larger, 1_024, 0))
                .getMessage();
        assertEquals("size: 129 (expected: a whole number from 2 to 128)", refusal);
    }

    @Test
    void rangesWidenUpToTheirMost() {
        var range = new Range(50, 10, 80);
        assertEquals(50, range.after(0));
        assertEquals(60, range.after(1_000));
        assertEquals(80, range.after(60_000));
        assertEquals(50, new Range(50, 10, 0).after(9_000), "never less than at first");
    }
}
