package dev.wingbeat.room;

/**
 * When the ticks of a room are due: at the start plus n times the interval, whatever happened before, so that nothing drifts. Times
 * are nanoseconds of any monotonic clock.
 */
final class TickSchedule {

    /** How many ticks that are late are run at once; what is beyond is skipped. */
    static final int CATCH_UP = 5;

    private static final long SECOND = 1_000_000_000;

    /**
     * Ticks to run now.
     *
     * @param first the number of the first
     * @param count how many
     * @param skipped how many were left out before the first
     * @param lag how late the first is
     */
    record Due(long first, int count, long skipped, long lag) {}

    private final int rate;
    private final long start;
    private long next;

    /** Makes a schedule whose first tick is due one interval after the start. */
    TickSchedule(int rate, long start) {
        this.rate = rate;
        this.start = start;
        this.next = 1;
    }

    /** Returns when the next tick is due. */
    long deadline() {
        return deadline(next);
    }

    private long deadline(long number) {
        return start + number / rate * SECOND + number % rate * SECOND / rate;
    }

    /** Returns the number of the tick that is due next, which are numbered from 1. */
    long next() {
        return next;
    }

    /** Takes what is due: none, one, or several when it is late. */
    Due take(long now) {
        long late = 0;
        while (late <= CATCH_UP && deadline(next + late) <= now) {
            late++;
        }
        long skipped = 0;
        if (late > CATCH_UP) {
            long last = lastDue(now);
            skipped = last + 1 - next - CATCH_UP;
            late = CATCH_UP;
        }
        long first = next + skipped;
        next = first + late;
        return new Due(first, (int) late, skipped, late == 0 ? 0 : now - deadline(first));
    }

    /** Returns the last tick whose deadline has passed. */
    private long lastDue(long now) {
        long passed = now - start;
        long last = passed / SECOND * rate + passed % SECOND * rate / SECOND;
        return deadline(last + 1) <= now ? last + 1 : last; // deadlines are rounded down
    }
}
