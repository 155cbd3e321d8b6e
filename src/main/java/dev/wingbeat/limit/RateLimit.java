package dev.wingbeat.limit;

import dev.wingbeat.protocol.Expect;

/**
 * A limit of how often something may happen: a token bucket, which is filled at a rate and holds a burst. Immutable.
 *
 * <p>The state of a bucket is one number, the time at which it is full again, so that it needs no timer and no object of its own:
 * a plain field on a connection's loop, an atomic one where loops share it.
 *
 * @param perSecond the tokens that come back in a second
 * @param burst the tokens that a full bucket holds
 */
public record RateLimit(double perSecond, int burst) {

    private static final double NANOS = 1e9;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The slowest there is: one in about eleven days. */
    private static final double SLOWEST = 1e-6;

    private static final double FASTEST = 1e9;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public RateLimit {
        if (!(perSecond >= SLOWEST && perSecond <= FASTEST)) {
            throw new IllegalArgumentException("rate: " + perSecond + " (expected: 0.000001 to 1000000000 a second)");
        }
        Expect.atLeast("burst", burst, 1);
        if (burst / perSecond > 1e9) {
            throw new IllegalArgumentException(
                    "burst: " + burst + " at " + perSecond + " a second (expected: to be full again in 30 years)");
        }
    }

    /**
     * Returns the time at which a bucket will be full again when tokens are taken now, whether or not they are there.
     *
     * @param fullAt when it is full as it is; a time that has passed for a full one
     */
    public long taken(long fullAt, long now, long tokens) {
        long from = fullAt - now > 0 ? fullAt : now;
        return from + (long) (tokens * (NANOS / perSecond));
    }

    /** Returns for how many nanoseconds a bucket is in debt; 0 or less when it has tokens. */
    public long debt(long fullAt, long now) {
        return fullAt - now - (long) (burst * (NANOS / perSecond));
    }

    /**
     * The tokens that are left in a bucket.
     *
     * @param limit how it is filled
     * @param tokens those that are there, rounded down
     */
    public record Left(RateLimit limit, int tokens) {}

    /** Returns the tokens that are left in a bucket. */
    public Left left(long fullAt, long now) {
        double missing = Math.max(0, fullAt - now) * perSecond / NANOS;
        return new Left(this, (int) Math.max(0, burst - missing));
    }

    /** Returns nanoseconds in milliseconds, rounded up, as clients are told to wait. */
    public static long millis(long nanos) {
        return Math.max(1, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    }
}
