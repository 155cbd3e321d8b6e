package dev.wingbeat.credential;

import java.time.InstantSource;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tasks to run at times of the wall clock, for all connections of a loop: one tick looks for what is due, so that no connection
 * needs a timer. Confined to the loop.
 */
final class Deadlines {

    /** A time that does not come. */
    static final long NEVER = Long.MAX_VALUE;

    private final InstantSource clock;
    private final TreeSet<Deadline> waiting =
            new TreeSet<>(Comparator.comparingLong(Deadline::at).thenComparingLong(Deadline::number));
    private long last;

    /** One of them, as it is known to who may cancel it. */
    record Deadline(long at, long number, Runnable task) {}

    Deadlines(InstantSource clock) {
        this.clock = clock;
    }

    /** Returns the time in milliseconds since 1970. */
    long now() {
        return clock.millis();
    }

    /** Runs a task at the first tick at or after a time, null for one that does not come. */
    @Nullable
    Deadline at(long millis, Runnable task) {
        if (millis == NEVER) {
            return null;
        }
        var deadline = new Deadline(millis, ++last, task);
        waiting.add(deadline);
        return deadline;
    }

    /** Forgets a task that has not run. */
    void cancel(@Nullable Deadline deadline) {
        if (deadline != null) {
            waiting.remove(deadline);
        }
    }

    /** Runs what is due, in the order of its times. */
    void tick() {
        long now = now();
        while (!waiting.isEmpty() && waiting.first().at <= now) {
            Deadline due = waiting.first();
            waiting.remove(due);
            due.task.run();
        }
    }
}
