package dev.wingbeat.credential;

import java.time.Duration;

/**
 * The limit of how often one client may present a token: once a second, five times in a row. Confined to the connection's loop.
 */
final class RefreshRate {

    private static final long INTERVAL = Duration.ofSeconds(1).toMillis();
    private static final long BURST = 5;

    private long next;

    /** Takes one; returns 0, or in how many milliseconds the next one may be taken, of a clock that may be set. */
    long take(long nowMillis) {
        long from = Math.clamp(next, nowMillis, nowMillis + BURST * INTERVAL);
        if (from > nowMillis + (BURST - 1) * INTERVAL) {
            return from - (nowMillis + (BURST - 1) * INTERVAL);
        }
        next = from + INTERVAL;
        return 0;
    }
}
