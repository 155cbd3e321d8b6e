package dev.wingbeat.pubsub;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A warning that may have many causes in a row: the first is logged at once, the next ones at most every ten seconds, with
 * how many were left out. May be used from any thread.
 */
final class RareWarning {

    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final System.Logger logger;
    private final AtomicLong silentUntil = new AtomicLong(System.nanoTime());
    private final AtomicLong leftOut = new AtomicLong();

    RareWarning(System.Logger logger) {
        this.logger = logger;
    }

    void log(String text) {
        log(text, null);
    }

    void log(String text, @Nullable Throwable cause) {
        long now = System.nanoTime();
        long until = silentUntil.get();
        if (now - until < 0 || !silentUntil.compareAndSet(until, now + PAUSE)) {
            leftOut.incrementAndGet();
            return;
        }
        long others = leftOut.getAndSet(0);
        logger.log(WARNING, others == 0 ? text : text + " (and " + others + " like it before)", cause);
    }
}
