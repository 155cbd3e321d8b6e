package dev.wingbeat.protocol;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kind of log line that others can cause as often as they like: the first is logged at once, the next ones at most every
 * ten seconds, with how many were left out in between. One for each kind of fault, as a constant beside the logger, however
 * many connections have the fault. Internal seam.
 *
 * <pre>{@code
 * private static final RateLimitedLog TOO_BIG = new RateLimitedLog(LOGGER, WARNING);
 * …
 * TOO_BIG.log(() -> "closing a connection, its message is too big: " + LogText.of(topic));
 * }</pre>
 *
 * <p>The text is made only when it is logged. It names what clients have sent by {@link LogText}, and what is the client's
 * fault has no stack trace: {@link LogText#of(Throwable)} tells an exception in one line.
 */
public final class RateLimitedLog {

    private static final long PAUSE = Duration.ofSeconds(10).toNanos();

    private final System.Logger logger;
    private final System.Logger.Level level;
    private final AtomicLong silentUntil = new AtomicLong();
    private final AtomicLong leftOut = new AtomicLong();

    /** Makes one kind of line. */
    public RateLimitedLog(System.Logger logger, System.Logger.Level level) {
        this.logger = logger;
        this.level = level;
        reset();
    }

    /** Logs a line, or counts it as left out. */
    public void log(Supplier<String> text) {
        log(text, null);
    }

    /** Logs a line with the stack trace of its cause, for faults that are ours or the application's; or counts it. */
    public void log(Supplier<String> text, @Nullable Throwable cause) {
        if (!logger.isLoggable(level)) {
            return;
        }
        long now = System.nanoTime();
        long until = silentUntil.get();
        if (now - until < 0 || !silentUntil.compareAndSet(until, now + PAUSE)) {
            leftOut.incrementAndGet();
            return;
        }
        long others = leftOut.getAndSet(0);
        String line = text.get();
        logger.log(level, others == 0 ? line : line + " (and " + others + " like it before)", cause);
    }

    /** Ends the ten seconds now. */
    void pass() {
        silentUntil.set(System.nanoTime());
    }

    /** Forgets what was logged: the next line is the first. */
    void reset() {
        pass();
        leftOut.set(0);
    }
}
