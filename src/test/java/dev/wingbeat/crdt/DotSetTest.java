package dev.wingbeat.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DotSetTest {

    @Test
    void rangesThatMeetAreOne() {
        assertEquals(1, DotSet.range(1, 5).union(DotSet.range(6, 9)).ranges());
        assertEquals("{1..9}", DotSet.ofRanges(1, 5, 6, 9).toString());
        assertEquals("{1..5, 7, 9..10}", DotSet.of(9, 10, 1, 2, 3, 4, 5, 5, 7).toString());
    }

    @Test
    void rangeMayBeAsWideAsItLikes() {
        var all = DotSet.range(1, DotSet.MAX);
        assertEquals(DotSet.EMPTY, all.minus(all));
        assertEquals(DotSet.range(8, DotSet.MAX), all.minus(DotSet.range(1, 7)));
        assertEquals(DotSet.range(1, 7), all.minus(DotSet.range(8, DotSet.MAX)));
        assertEquals(all, all.union(DotSet.of(DotSet.MAX)));
        assertTrue(all.contains(DotSet.MAX) && !all.contains(Long.MAX_VALUE) && !all.contains(0));
    }

    @Test
    void emptyRangeIsTheEmptySet() {
        assertEquals(DotSet.EMPTY, DotSet.range(4, 3));
        assertEquals(DotSet.EMPTY, DotSet.of());
        assertEquals(0, DotSet.EMPTY.max());
        assertFalse(DotSet.EMPTY.contains(1));
    }

    @Test
    void countersBeginAtOne() {
        assertRefused("range: 0..3 (expected: ascending within 1..", () -> DotSet.range(0, 3));
        assertRefused("range: 0..0 (expected: ascending within 1..", () -> DotSet.of(3, 0));
        assertRefused("counter: 0 (expected: 1 to ", () -> new Dot(new ReplicaId("a", 1), 0));
    }

    @Test
    void rangesDescendingOrTooHighAreRefused() {
        assertRefused("range: 5..3 (expected: ascending", () -> DotSet.range(5, 3));
        assertRefused("range: 5..3 (expected: ascending", () -> DotSet.ofRanges(5, 3));
        assertRefused("range: 1..9223372036854775807 (expected", () -> DotSet.range(1, Long.MAX_VALUE));
        assertRefused("bounds: 2 after 4 (expected: ascending)", () -> DotSet.ofRanges(1, 4, 2, 6));
        assertRefused("bounds: 3 (expected: an even number)", () -> DotSet.ofRanges(1, 4, 5));
    }

    private static void assertRefused(String why, Runnable made) {
        var refusal = assertThrows(IllegalArgumentException.class, made::run);
        assertTrue(refusal.getMessage().startsWith(why), refusal.getMessage());
    }
}
