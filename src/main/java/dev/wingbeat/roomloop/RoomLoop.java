package dev.wingbeat.roomloop;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.MemoryBudget;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.room.RoomThread;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A loop that rooms live on, apart from those of connections: a long tick makes other rooms of the loop wait, and no heartbeat. All
 * its rooms share one timer. Internal seam.
 */
public final class RoomLoop extends VerticleBase implements RoomThread {

    private static final System.Logger LOGGER = System.getLogger(RoomLoop.class.getName());

    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, System.Logger.Level.ERROR);

    private static final long MILLI = 1_000_000;

    private static final long LOOK_MILLIS = 1_000;
    private static final int SWEEP_LOOKS = 5;

    /** Tasks run in one go before others of the thread have their turn. */
    private static final int BATCH = 256;

    /** A loop that has had no turn for so long stood still: others may have taken over its rooms. */
    public static final long STANDSTILL_NANOS = Duration.ofSeconds(3).toNanos();

    private final Map<String, RoomMeters> meters;
    private final MemoryBudget memory;
    private final TickBudget budget = new TickBudget(TickBudget.OF_LOOP, System.nanoTime());
    private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final LoopAccount account;
    private final AtomicInteger rooms = new AtomicInteger();
    private final RoomTimers timers = new RoomTimers();
    private volatile @Nullable Thread thread;
    private long timer = -1;
    private long timerAt;
    private int looks;
    private boolean running;
    private volatile boolean overloaded;
    private volatile LoopLoad measured = LoopLoad.NONE;

    /** The time of its last turn, and how often it has stood still. */
    private long turned = System.nanoTime();

    private final AtomicInteger standstills = new AtomicInteger();
    private volatile boolean frozen;

    /**
     * Makes a loop.
     *
     * @param meters what it counts of each kind
     * @param memory which it has an account of
     */
    public RoomLoop(Map<String, RoomMeters> meters, MemoryBudget memory) {
        this.meters = meters;
        this.memory = memory;
        this.account = memory.open(this::execute);
    }

    @Override
    public Future<?> start() {
        thread = Thread.currentThread();
        turned = nanoTime();
        vertx.setPeriodic(LOOK_MILLIS, ignored -> look());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        memory.close(account);
        return Future.succeededFuture();
    }

    /** Charges bytes of the heap to the account of the loop, or releases them when negative. May be called from any thread. */
    public void charge(long bytes) {
        if (isCurrent()) {
            account.heap(bytes);
        } else if (bytes != 0) {
            execute(() -> account.heap(bytes));
        }
    }

    /** Returns how many rooms it has, to be changed by who adds and removes them. */
    public AtomicInteger rooms() {
        return rooms;
    }

    /** Begins a turn, and notices when there was none for too long: rooms then wait until it is known whether they are still here. */
    private long turn() {
        long now = nanoTime();
        long still = now - turned;
        turned = now;
        if (still > STANDSTILL_NANOS && rooms.get() > 0) {
            standstills.incrementAndGet();
            frozen = true;
            LOGGER.log(
                    WARNING,
                    () -> "rooms stood still for " + Duration.ofNanos(still).toMillis()
                            + " ms, and wait until the other nodes have said which of them went on elsewhere");
        }
        return now;
    }

    /** Returns whether its rooms wait, since it has stood still. May be called from any thread. */
    public boolean isFrozen() {
        return frozen;
    }

    /** Returns how often it has stood still. May be called from any thread. */
    public int standstills() {
        return standstills.get();
    }

    /** Lets its rooms go on, unless it has stood still once more meanwhile. May be called from any thread. */
    public void thaw(int standstill) {
        execute(() -> {
            if (standstills.get() == standstill) {
                frozen = false;
                release();
            }
        });
    }

    /** Lets what waited behind gates happen, unless they are still closed. */
    void release() {
        timers.release();
        if (!running) {
            arm();
        }
    }

    private void look() {
        long now = turn();
        account.tick();
        if (++looks % SWEEP_LOOKS == 0) {
            timers.sweep();
        }
        measured = new LoopLoad(budget.recently(now), rooms.get(), 0);
        boolean warn = budget.isOver(nanoTime());
        overloaded = budget.wasOver();
        if (warn) {
            budget.warn("a loop of rooms, which takes no new ones,");
        }
    }

    /** Returns whether it has no time for more rooms. May be called from any thread. */
    public boolean isOverloaded() {
        return overloaded;
    }

    /** Returns the load of its rooms. May be called from any thread. */
    LoopLoad load() {
        LoopLoad before = measured;
        int now = rooms.get();
        return new LoopLoad(before.busy(), now, Math.max(0, now - before.rooms()));
    }

    /** Returns the meters of a kind. */
    public RoomMeters meters(String kind) {
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
        long begun = turn();
        scheduled.set(false);
        Runnable task;
        for (int i = 0; i < BATCH && (task = inbox.poll()) != null; i++) {
            attempt(task);
            turn(); // the loop may have stood still in the middle of it
        }
        budget.add(nanoTime() - begun);
        if (!inbox.isEmpty() && scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> drain());
        }
    }

    @Override
    public TimerRef at(long nanoTime, Runnable task) {
        return at(nanoTime, task, null);
    }

    /** Runs a task at a time, or when the gate is open again. */
    TimerRef at(long nanoTime, Runnable task, @Nullable RoomGate gate) {
        TimerRef timed = timers.add(nanoTime, task, gate);
        if (!running) {
            arm();
        }
        return timed;
    }

    /** Sees to it that the timer runs when the first is due, within the millisecond that timers have. */
    private void arm() {
        if (timers.isEmpty() || (timer >= 0 && timerAt - timers.first() <= 0)) {
            return;
        }
        if (timer >= 0) {
            vertx.cancelTimer(timer);
        }
        timerAt = timers.first();
        long millis = Math.max(1, Math.ceilDiv(timerAt - nanoTime(), MILLI));
        timer = vertx.setTimer(millis, ignored -> runDue());
    }

    private void runDue() {
        timer = -1;
        running = true;
        long now = turn();
        for (Runnable task = timers.poll(now); task != null; task = timers.poll(now)) {
            attempt(task);
            turn();
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
        } catch (Throwable e) { // whatever it is, other rooms go on
            FAILED.log(() -> "a task of a room loop failed", e);
        }
    }
}
