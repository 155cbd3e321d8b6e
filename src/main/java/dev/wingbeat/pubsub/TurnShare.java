package dev.wingbeat.pubsub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The share that one kind of work may take of each turn of an event loop, whichever connections it is for: what many clients
 * cause at once is spread over several turns, and between these everybody else is heard. Internal seam; confined to the loop.
 */
public final class TurnShare {

    /** The time that the work may take in one turn. */
    static final long SHARE = Duration.ofMillis(3).toNanos();

    /** What has been left to a turn may take a part of the time that it took to come: else it would wait long where turns are long. */
    private static final int PART = 4;

    private final Executor endOfTurn;
    private final Executor nextTurn;
    private final LongSupplier nanoTime;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Runnable end = this::end;
    private long share = SHARE;
    private boolean begun;
    private long beganAt;
    private boolean due;
    private long leftAt;

    /**
     * Makes one.
     *
     * @param endOfTurn runs a task behind those of this turn
     * @param nextTurn runs a task when the loop's sockets have had their turn
     */
    public TurnShare(Executor endOfTurn, Executor nextTurn) {
        this(endOfTurn, nextTurn, System::nanoTime);
    }

    TurnShare(Executor endOfTurn, Executor nextTurn, LongSupplier nanoTime) {
        this.endOfTurn = endOfTurn;
        this.nextTurn = nextTurn;
        this.nanoTime = nanoTime;
    }

    /** Returns whether what may wait should: its time, which begins when this is asked first in a turn, is over. */
    public boolean spent() {
        long now = nanoTime.getAsLong();
        if (!begun) {
            begun = true;
            beganAt = now;
            endOfTurn.execute(end);
            return false;
        }
        return now - beganAt >= share;
    }

    private void end() {
        begun = false;
        share = SHARE;
    }

    /** Runs a task, now or in one of the next turns, behind those that wait already. Returns whether it has run. */
    public boolean run(Runnable task) {
        if (waiting.isEmpty() && !spent()) {
            task.run();
            return true;
        }
        waiting.add(task);
        leaveToNextTurn();
        return false;
    }

    private void leaveToNextTurn() {
        if (!due) {
            due = true;
            leftAt = nanoTime.getAsLong();
            nextTurn.execute(this::runWaiting);
        }
    }

    /** Runs one at least, and those it adds behind the others. What one throws keeps the others from nothing. */
    private void runWaiting() {
        share = Math.max(SHARE, (nanoTime.getAsLong() - leftAt) / PART);
        boolean spent = spent();
        try {
            do {
                waiting.remove().run();
                spent |= spent();
            } while (!waiting.isEmpty() && !spent);
        } finally {
            due = false;
            if (!waiting.isEmpty()) {
                leaveToNextTurn();
            }
        }
    }
}
