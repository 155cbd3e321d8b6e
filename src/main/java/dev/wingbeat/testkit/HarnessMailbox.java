package dev.wingbeat.testkit;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs the callbacks of a channel one at a time, in order, each once what the one before has decided is settled. An exception goes
 * to whoever called, or to the next call when it comes from a future.
 */
final class HarnessMailbox {

    private final Monitor monitor;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean running;
    private boolean suspended;
    private @Nullable RuntimeException failure;

    HarnessMailbox(Monitor monitor) {
        this.monitor = monitor;
    }

    /** Adds a task, and runs what can be run now. */
    void offer(Runnable task) {
        monitor.change(() -> tasks.add(task));
        drain();
    }

    /** Forgets what waits. */
    void clear() {
        monitor.change(tasks::clear);
    }

    /** Settles what a future gives, now or once it completes; the next tasks wait for it. To be called by a task. */
    <T> void await(Future<T> future, Consumer<T> settle, Consumer<Throwable> crash) {
        if (future.isComplete()) {
            settle(future, settle, crash);
            return;
        }
        monitor.change(() -> suspended = true);
        future.onComplete(done -> {
            try {
                settle(future, settle, crash);
            } catch (RuntimeException e) {
                monitor.change(() -> failure = e);
            }
            monitor.change(() -> suspended = false);
            drain();
        });
    }

    private static <T> void settle(Future<T> future, Consumer<T> settle, Consumer<Throwable> crash) {
        if (future.succeeded()) {
            settle.accept(future.result());
        } else {
            crash.accept(future.cause());
        }
    }

    /** Throws what a future has failed with meanwhile. */
    void check() {
        RuntimeException thrown = monitor.read(() -> {
            RuntimeException last = failure;
            failure = null;
            return last;
        });
        if (thrown != null) {
            throw thrown;
        }
    }

    private void drain() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } finally {
                monitor.change(() -> running = false);
            }
        }
    }

    private @Nullable Runnable next() {
        return monitor.read(() -> {
            if (running || suspended) {
                return null;
            }
            Runnable task = tasks.poll();
            running = task != null;
            return task;
        });
    }
}
