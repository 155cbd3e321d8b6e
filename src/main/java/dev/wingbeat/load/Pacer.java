package dev.wingbeat.load;

import java.util.function.LongUnaryOperator;

/**
 * Does something at times that are fixed beforehand, however late it is: an open loop. What is late is not left out, and how
 * late it was is noted. Confined to its loop but for {@link #start} and {@link #stop}. Internal seam.
 */
public final class Pacer {

    /** The steps that are done before what has arrived is read. */
    private static final int BATCH = 256;

    /** The work to do. */
    public interface Task {

        /** Does the one with this number, from 0, which is due at a time. */
        void run(long number, long due);
    }

    private final LoadLoop loop;
    private final LongUnaryOperator dueOf;
    private final Task task;
    private volatile boolean stopped;
    private long next;

    /** Makes a pacer; {@code dueOf} tells when each number, from 0, is due, never earlier than the one before. */
    public Pacer(LoadLoop loop, LongUnaryOperator dueOf, Task task) {
        this.loop = loop;
        this.dueOf = dueOf;
        this.task = task;
    }

    /** Returns the times of something that happens so many times a second, from {@code begin} on. */
    public static LongUnaryOperator evenly(long begin, double rate) {
        double gap = 1e9 / rate;
        return number -> begin + (long) (number * gap);
    }

    /** Begins. */
    public void start() {
        loop.execute(this::run);
    }

    /** Ends it: nothing that is due later is done. */
    public void stop() {
        stopped = true;
    }

    private void run() {
        long now = System.nanoTime();
        long due = dueOf.applyAsLong(next);
        for (int i = 0; i < BATCH && due - now <= 0 && !stopped; i++) {
            if (loop.measures(due)) {
                loop.tally.took(Tally.Span.SEND_LAG, System.nanoTime() - due);
            }
            task.run(next, due);
            next++;
            due = dueOf.applyAsLong(next);
        }
        if (stopped) {
            return;
        }
        if (due - now <= 0) {
            loop.execute(this::run);
        } else {
            loop.after(Math.max(0, due - System.nanoTime()), this::run);
        }
    }
}
