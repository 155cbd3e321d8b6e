package dev.wingbeat.placement;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.room.RoomThread;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.Comparator;
import java.util.Map;
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

    private static final long LOOK_MILLIS = 1_000;

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

    private final Map<String, RoomMeters> meters;
    private final TickBudget budget = new TickBudget(TickBudget.OF_LOOP, System.nanoTime());
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
    private volatile boolean overloaded;

    /**
     * Makes a loop.
     *
     * @param meters what it counts of each kind
     */
    RoomLoop(Map<String, RoomMeters> meters) {
        this.meters = meters;
    }

    @Override
    public Future<?> start() {
        thread = Thread.currentThread();
        vertx.setPeriodic(LOOK_MILLIS, ignored -> look());
        return Future.succeededFuture();
    }

    /** Returns how many rooms it has, to be changed by who adds and removes them. */
    AtomicInteger rooms() {
        return rooms;
    }

    private void look() {
        boolean warn = budget.isOver(nanoTime());
        overloaded = budget.wasOver();
        if (warn) {
            budget.warn("a loop of rooms, which takes no new ones,");
        }
    }

    /** Returns whether it has no time for more rooms. May be called from any thread. */
    boolean isOverloaded() {
        return overloaded;
    }

    /** Returns what it counts of a kind. */
    RoomMeters meters(String kind) {
        return requireNonNull(meters.get(kind));
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
        long begun = nanoTime();
        scheduled.set(false);
        Runnable task;
        for (int i = 0; i < BATCH && (task = inbox.poll()) != null; i++) {
            attempt(task);
        }
        budget.add(nanoTime() - begun);
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
        budget.add(nanoTime() - now);
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
