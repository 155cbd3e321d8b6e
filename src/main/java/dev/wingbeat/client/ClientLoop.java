package dev.wingbeat.client;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs tasks one at a time, in order, on whatever thread an executor lends; an idle loop has no thread. What is confined to
 * a loop needs no locks. What a task throws is logged.
 */
final class ClientLoop implements Executor {

    private static final System.Logger LOGGER = System.getLogger(ClientLoop.class.getName());

    private final Executor threads;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    ClientLoop(Executor threads) {
        this.threads = threads;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        if (waiting.getAndIncrement() == 0) {
            threads.execute(this::drain);
        }
    }

    /** Runs a task after a delay. It cannot be taken back: the task asks whether it is still wanted. */
    void executeAfter(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS, this)
                .execute(task);
    }

    private void drain() {
        do {
            Runnable task = tasks.poll();
            if (task != null) {
                attempt(task);
            }
        } while (waiting.decrementAndGet() > 0);
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) { // whatever it is, the tasks behind it must run
            LOGGER.log(ERROR, "a task of a client failed", e);
        }
    }
}
