package dev.wingbeat.metrics;

import java.util.Arrays;
import java.util.List;

/** The buckets of a histogram. Immutable. */
final class Buckets {

    private static final long MICRO = 1_000;
    private static final long MILLI = 1_000 * MICRO;
    private static final long SECOND = 1_000 * MILLI;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    /** Nanoseconds, of something that a client waits for. */
    static final Buckets LATENCY = new Buckets(
            SECOND,
            100 * MICRO,
            250 * MICRO,
            500 * MICRO,
            MILLI,
            2_500 * MICRO,
            5 * MILLI,
            10 * MILLI,
            25 * MILLI,
            50 * MILLI,
            100 * MILLI,
            250 * MILLI,
            500 * MILLI,
            SECOND,
            5 * SECOND);

    /** Nanoseconds, of how long something has been there. */
    static final Buckets AGE = new Buckets(
            SECOND, SECOND, 10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR, 7 * 24 * HOUR);

    /** Bytes of a message. */
    static final Buckets BYTES = new Buckets(1, 64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20);

    /** Members. */
    static final Buckets MEMBERS = new Buckets(1, 1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000, 10_000);

    private final long unit;
    private final long[] bounds;

    /**
     * Makes buckets.
     *
     * @param unit how much of what is recorded makes one of the unit that the metric is named for
     * @param bounds upper bounds, in what is recorded, ascending
     */
    private Buckets(long unit, long... bounds) {
        this.unit = unit;
        this.bounds = bounds;
    }

    /** Returns how many there are. */
    int count() {
        return bounds.length + 1;
    }

    /** Returns the bucket of a value, by what is recorded. */
    int of(long value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        return bucket;
    }

    /** Returns the upper bounds in the unit of the metric. */
    List<Double> upperBounds() {
        return Arrays.stream(bounds).mapToObj(this::inUnits).toList();
    }

    /** Returns an amount in the unit of the metric. */
    double inUnits(long recorded) {
        return recorded / (double) unit;
    }
}
