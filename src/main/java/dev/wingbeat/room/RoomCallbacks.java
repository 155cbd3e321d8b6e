package dev.wingbeat.room;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.RateLimitedLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;

/** Calls a room, one callback after the other, and counts what it throws. Confined to the room's thread. */
final class RoomCallbacks {

    /** A callback. */
    interface Call {
        void run() throws Exception;
    }

    /** A callback, of whatever room it is. */
    interface OfRoom {
        void of(Room room) throws Exception;
    }

    private static final RateLimitedLog THROWN =
            new RateLimitedLog(System.getLogger(RoomServer.class.getName()), ERROR);

    /** Decides about a newcomer. */
    static final String JOIN = "joinAttempt";

    private static final int MAX_FAILURES = 3;
    private static final long WITHIN_NANOS = 10_000_000_000L;

    private final RoomServer server;
    private final RoomKind.Failed failed;
    private final RoomThread thread;
    private final Runnable crashed;
    private final Runnable done;
    private final Deque<Long> failures = new ArrayDeque<>(MAX_FAILURES);
    private final Queue<Runnable> later = new ArrayDeque<>(2);
    private boolean calling;

    /**
     * Makes one.
     *
     * @param crashed runs when callbacks have failed too often
     * @param done runs when a callback has returned, and what it caused has been done
     */
    RoomCallbacks(RoomServer server, RoomKind.Failed failed, RoomThread thread, Runnable crashed, Runnable done) {
        this.server = server;
        this.failed = failed;
        this.thread = thread;
        this.crashed = crashed;
        this.done = done;
    }

    /** Calls the room, and then does what the callback has caused; returns whether it has not thrown. */
    boolean run(String name, Call call) {
        boolean outermost = !calling;
        calling = true;
        boolean returned = attempt(name, call);
        if (outermost) {
            for (Runnable task = later.poll(); task != null; task = later.poll()) {
                attempt(name, task::run);
            }
            calling = false;
            done.run();
        }
        return returned;
    }

    /** Runs a task when the callback has returned; now, when none is under way. */
    void later(Runnable task) {
        if (calling) {
            later.add(task);
        } else {
            task.run();
        }
    }

    /** Runs a task on the room's thread, unless the room has ended by then. */
    void execute(Runnable task) {
        thread.execute(() -> {
            if (server.isRunning()) {
                task.run();
            }
        });
    }

    /** Calls something of the application on the room's thread, unless the room has ended by then. */
    void callLater(String name, Runnable task) {
        execute(() -> run(name, task::run));
    }

    /** Calls something after a time, unless the room has ended by then. */
    TimerRef after(long nanos, String name, Runnable task) {
        return thread.at(thread.nanoTime() + nanos, () -> {
            if (server.isRunning()) {
                run(name, task::run);
            }
        });
    }

    void checkThread() {
        if (!thread.isCurrent()) {
            throw new IllegalStateException("room " + server.key() + ": on "
                    + Thread.currentThread().getName() + " (expected: the room's thread, where its callbacks run)");
        }
    }

    @SuppressWarnings("CatchingUnchecked") // whatever the application throws ends here
    private boolean attempt(String name, Call call) {
        try {
            call.run();
            return true;
        } catch (Throwable e) {
            THROWN.log(() -> name + " of room " + server.key() + " failed", e);
            failed.failed(name, server.key().topic(), e);
            if (!name.equals(
                    JOIN)) { // which anybody may try, as often as they like: it is refused, and changes nothing else
                count(thread.nanoTime());
            }
            return false;
        }
    }

    private void count(long now) {
        failures.add(now);
        while (now - failures.getFirst() > WITHIN_NANOS) {
            failures.removeFirst();
        }
        if (failures.size() >= MAX_FAILURES) {
            failures.clear();
            later(crashed);
        }
    }
}
