package dev.wingbeat.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The values that a state takes, and those it refuses. */
class RoomStateTest {

    private final RoomState state = new RoomState(RoomViews.Rules.NONE);

    @Test
    void theBeginningIsWhatPeopleCanRead() {
        state.put("text", "x".repeat(300))
                .put("list", List.of(1, 2, 3))
                .put("map", Map.of("a", List.of(Map.of("b", 1))));
        state.at("players", "ann").put("x", 1).put("y", 2);
        state.put("last", true);
        assertEquals(
                Map.of(
                        "text", "x".repeat(200) + "…",
                        "list", List.of(1, 2, 3),
                        "map", Map.of("a", List.of(Map.of("b", 1))),
                        "players", Map.of("ann", Map.of("x", 1, "y", 2)),
                        "last", true),
                state.beginning(100));
        assertEquals(Map.of("text", "x".repeat(200) + "…", "list", List.of(1, "…"), "…", 3), state.beginning(3));
        assertEquals(Map.of("…", 5), state.beginning(0));
    }

    @Test
    void aPatchHasWhatHasChanged() {
        state.at("players", "ann").put("x", 1).put("y", 2);
        state.takePatch();
        state.at("players", "ann").put("x", 3).put("y", 2);
        assertEquals(Map.of("players", Map.of("ann", Map.of("x", 3))), state.takePatch());
    }

    @Test
    void theSameValueIsNoChange() {
        state.put("x", 1).put("list", List.of(1));
        state.takePatch();
        state.put("x", 1).put("list", List.of(1));
        assertFalse(state.isChanged());
    }

    @Test
    void whatIsPutIsCopied() {
        var list = new ArrayList<>(List.of(1));
        state.put("list", list);
        list.add(2);
        assertEquals(List.of(1), state.get("list"));
    }

    @Test
    void nullIsNoValue() {
        assertThrows(IllegalArgumentException.class, () -> state.put("list", Arrays.asList(1, null)));
        assertThrows(IllegalArgumentException.class, () -> state.put("number", Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> state.put("object", new Object()));
        assertThrows(IllegalArgumentException.class, () -> state.put("huge", new BigDecimal("1e400")));
        assertThrows(IllegalArgumentException.class, () -> state.put("counter", new AtomicInteger(1)), "it changes");
        assertThrows(IllegalArgumentException.class, () -> state.put("text", "x".repeat(62_000)));
        assertEquals(Map.of(), state.toMap());
        assertFalse(state.isChanged());
    }

    @Test
    void aBadValueInAMapChangesNothing() {
        state.put("a", Map.of("x", 1));
        state.takePatch();
        assertThrows(IllegalArgumentException.class, () -> state.put("a", Map.of("x", 2, "y", new Object())));
        assertFalse(state.isChanged());
    }

    @Test
    void whatWasRemovedCannotBeChanged() {
        RoomState ann = state.at("players", "ann");
        state.remove("players");
        assertEquals(
                "state.players: removed (expected: an object of the state)",
                assertThrows(IllegalStateException.class, () -> ann.put("x", 1)).getMessage());
    }

    @Test
    void anObjectIsNotMadeWhereSomethingElseIs() {
        state.put("x", 1);
        assertThrows(IllegalStateException.class, () -> state.at("x"));
    }
}
