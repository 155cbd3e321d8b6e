package dev.wingbeat.client;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The waits between tries to connect: longer each time, and never the same for two clients, so that those of a lost node do not
 * all come back at the same moment.
 *
 * @param first before the first try, about
 * @param most before any try, about
 */
record Backoff(Duration first, Duration most) {

    static final Backoff DEFAULT = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

    /** A server that goes down tells all its clients at once. */
    static final Duration SPREAD_AFTER_RESTART = Duration.ofSeconds(2);

    private static final int MAX_DOUBLINGS = 20;

    /** Returns 50 to 150 percent of {@code first} doubled for each failed try, at most of {@code most}. */
    Duration delay(int failures, RandomGenerator random) {
        long doubled = first.toMillis() << Math.min(failures, MAX_DOUBLINGS);
        long base = Math.min(most.toMillis(), doubled);
        return Duration.ofMillis(base / 2 + random.nextLong(base + 1));
    }

    /** Returns any time up to {@link #SPREAD_AFTER_RESTART}. */
    static Duration afterRestart(RandomGenerator random) {
        return Duration.ofMillis(random.nextLong(SPREAD_AFTER_RESTART.toMillis() + 1));
    }
}
