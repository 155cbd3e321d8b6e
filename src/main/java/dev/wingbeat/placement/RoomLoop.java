package dev.wingbeat.placement;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.room.RoomThread;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A loop that rooms live on, apart from those of connections: a long tick makes other rooms of the loop wait, and no heartbeat. All
 * its rooms share one timer.
 */
final class RoomLoop extends VerticleBase implements RoomThread {

    private static final RateLimitedLog FAILED =
            new RateLimitedLog(System.getLogger(RoomLoop.class.getName()), System.Logger.Level.ERROR);

    private static final long MILLI = 1_000_000;

    /** Tasks run in one go before others of the thread have their turn. */
    private static final int BATCH = 256;

    /** Something to do at a time. */
    private static final class Timed implements TimerRef {
        private final long at;
        private final long order;
        private @Nullable Runnable task;

        Timed(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            task = null;
        }
    }

    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final AtomicInteger rooms = new AtomicInteger();
    private final PriorityQueue<Timed> timers = new PriorityQueue<>(
            Comparator.<Timed>comparingLong(timed -> timed.at).thenComparingLong(timed -> timed.order));
    private volatile @Nullable Thread thread;
    private long orders;
    private long timer = -1;
    private long timerAt;
    private boolean running;

    @Override
    public Future<?> start() {
        thread = Thread.currentThread();
        return Future.succeededFuture();
    }

    /** Returns how many rooms it has, to be changed by who adds and removes them. */
    AtomicInteger rooms() {
        return rooms;
    }

    @Override
    public boolean isCurrent() {
        return Thread.currentThread().equals(thread);
    }

    @Override
    public void execute(Runnable task) {
        inbox.add(task);
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> drain());
        }
    }

    private void drain() {
        scheduled.set(false);
        Runnable task;
        for (int i = 0; i < BATCH && (task = inbox.poll()) != null; i++) {
            attempt(task);
        }
        if (!inbox.isEmpty() && scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> drain());
        }
    }

    @Override
    public TimerRef at(long nanoTime, Runnable task) {
        var timed = new Timed(nanoTime, orders++, task);
        timers.add(timed);
        if (!running) {
            arm();
        }
        return timed;
    }

    /** Sees to it that the timer runs when the first is due, within the millisecond that timers have. */
    private void arm() {
        Timed first = timers.peek();
        if (first == null || (timer >= 0 && timerAt - first.at <= 0)) {
            return;
        }
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        timerAt = first.at;
        long millis = Math.max(1, Math.ceilDiv(first.at - nanoTime(), MILLI));
        timer = vertx.setTimer(millis, ignored -> runDue());
    }

    private void runDue() {
        timer = -1;
        running = true;
        long now = nanoTime();
        for (Timed first = timers.peek(); first != null && first.at - now <= 0; first = timers.peek()) {
            timers.remove();
            if (first.task != null) {
                attempt(first.task);
            }
        }
        running = false;
        arm();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public long currentTimeMillis() {
        return System.currentTimeMillis();
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) { // whatever it is, other rooms go on
            FAILED.log(() -> "a task of a room loop failed", e);
        }
    }
}
