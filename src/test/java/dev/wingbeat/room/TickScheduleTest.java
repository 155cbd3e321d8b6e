package dev.wingbeat.room;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** When ticks are due, on a clock that the test sets. */
class TickScheduleTest {

    private static final long SECOND = 1_000_000_000;
    private static final long MILLI = 1_000_000;

    @Test
    void anHourOf128HertzHasNoDrift() {
        var schedule = new Pace.TickSchedule(128, 77);
        long ticks = 0;
        long longest = 0;
        for (long now = 77; now <= 77 + 3600 * SECOND; now += MILLI) { // timers have milliseconds
            var due = schedule.take(now);
            ticks += due.count();
            longest = Math.max(longest, due.lag());
            assertEquals(0, due.skipped());
        }
        assertEquals(3600 * 128, ticks);
        assertEquals(77 + 3600 * SECOND + SECOND / 128, schedule.deadline());
        assertTrue(longest < MILLI, () -> "late by a timer's resolution at most");
    }

    @Test
    void whatIsLateIsCaughtUp() {
        var schedule = new Pace.TickSchedule(20, 0);
        assertEquals(new Pace.TickSchedule.Due(1, 0, 0, 0), schedule.take(49 * MILLI));
        assertEquals(new Pace.TickSchedule.Due(1, 5, 0, 200 * MILLI), schedule.take(250 * MILLI));
        assertEquals(300 * MILLI, schedule.deadline());
    }

    @Test
    void whatIsTooLateIsSkipped() {
        var schedule = new Pace.TickSchedule(20, 0);
        assertEquals(new Pace.TickSchedule.Due(2, 5, 1, 200 * MILLI), schedule.take(300 * MILLI));
        assertEquals(7, schedule.next());
    }

    @Test
    void eachTickRunsOnceOrIsSkipped() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            int rate = random.nextInt(1, 129);
            long start = random.nextLong(SECOND);
            var schedule = new Pace.TickSchedule(rate, start);
            long now = start;
            long last = 0;
            for (int i = 0; i < 300; i++) {
                now += random.nextLong(random.nextInt(10) == 0 ? 2 * SECOND : SECOND / rate);
                var due = schedule.take(now);
                assertEquals(last + 1 + due.skipped(), due.first(), "seed " + seed);
                assertTrue(due.count() <= Pace.TickSchedule.CATCH_UP);
                last = due.first() + due.count() - 1;
                assertEquals(dueBy(now, start, rate), last, "seed " + seed);
                assertTrue(due.skipped() == 0 || due.count() == Pace.TickSchedule.CATCH_UP, "seed " + seed);
            }
        }
    }

    /** Counts the deadlines that have passed, one by one. */
    private static long dueBy(long now, long start, int rate) {
        long number = Math.max(0, (now - start) / SECOND * rate - 1);
        while (start + Math.floorDiv((number + 1) * SECOND, (long) rate) <= now) {
            number++;
        }
        return number;
    }
}
