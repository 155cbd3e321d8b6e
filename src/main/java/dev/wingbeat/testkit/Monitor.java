package dev.wingbeat.testkit;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Guards what arrives on other threads, and wakes up those who wait for it. */
final class Monitor {

    /**
     * The times that assertions wait: {@code arrival} for what must come, which ends the wait, {@code absence} for what must
     * not.
     */
    record Waits(Duration arrival, Duration absence) {

        static final Waits DEFAULT = new Waits(Duration.ofSeconds(5), Duration.ofMillis(100));
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Changes something of what is guarded. */
    void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Reads something of what is guarded. */
    <T extends @Nullable Object> T read(Supplier<T> read) {
        lock.lock();
        try {
            return read.get();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is found, and returns it; null when it is not in time. */
    <T> @Nullable T await(Duration patience, Supplier<@Nullable T> find) {
        long left = patience.toNanos();
        lock.lock();
        try {
            T found = find.get();
            while (found == null && left > 0) {
                left = changed.awaitNanos(left);
                found = find.get();
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting", e);
        } finally {
            lock.unlock();
        }
    }
}
