package dev.wingbeat.roomloop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TickBudgetTest {

    private static final long SECOND = 1_000_000_000;

    private final TickBudget budget = new TickBudget(TickBudget.OF_ROOM, 0);

    /** Lets five seconds pass, of which so many are computed, in two ticks. */
    private boolean window(int number, double seconds) {
        budget.add((long) (seconds * SECOND / 4));
        assertFalse(budget.isOver(number * 5L * SECOND + 4 * SECOND), "before its end");
        budget.add((long) (seconds * SECOND * 3 / 4));
        return budget.isOver((number + 1L) * 5 * SECOND);
    }

    @Test
    void warnsOnceForAsLongAsTheShareIsTooMuch() {
        assertFalse(window(0, 2.4));
        assertFalse(budget.wasOver());
        assertTrue(window(1, 2.6));
        assertTrue(budget.wasOver());
        assertEquals(
                "room a:b has computed for 52 % of the last 5 s, 1950.0 ms at a time (expected: at most 50 %)",
                budget.text("room a:b"));
        assertFalse(window(2, 4.9), "said already");
        assertTrue(budget.wasOver());
        assertFalse(window(3, 0));
        assertFalse(budget.wasOver());
        assertTrue(window(4, 3));
    }

    @Test
    void lastWindowIsThereForPeople() {
        budget.ticked(SECOND / 100, SECOND / 1000, SECOND, "a:b");
        budget.ticked(SECOND / 50, SECOND / 500, 2 * SECOND, "a:b");
        assertEquals(
                "{\"share\":0.0,\"slowest_ms\":0.0,\"late_ms\":0.0}",
                budget.json().encode(),
                "before its end");
        budget.ticked(SECOND / 50, 0, 5 * SECOND, "a:b");
        assertEquals(
                "{\"share\":0.01,\"slowest_ms\":20.0,\"late_ms\":2.0}",
                budget.json().encode());
    }
}
