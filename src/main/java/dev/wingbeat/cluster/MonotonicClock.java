package dev.wingbeat.cluster;

import com.hazelcast.internal.util.Clock;
import java.util.function.LongSupplier;

/**
 * Hazelcast's time in this process: that of the wall when it was first asked, from then on as it passes. Hazelcast measures
 * by it how long members have been silent; with the clock of the wall a step of 5 s, half of what it waits, throws a healthy
 * node out of its cluster. Each node has an error of its own, which members even out: they go by the oldest one's time.
 */
final class MonotonicClock extends Clock.ClockImpl {

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanos;
    private final long beginMillis;
    private final long beginNanos;

    /** Made by Hazelcast, by the name of this class. */
    MonotonicClock() {
        this(System::currentTimeMillis, System::nanoTime);
    }

    MonotonicClock(LongSupplier wallMillis, LongSupplier nanos) {
        this.nanos = nanos;
        this.beginMillis = wallMillis.getAsLong();
        this.beginNanos = nanos.getAsLong();
    }

    /** Makes Hazelcast use it, unless another clock is chosen or Hazelcast has used one already. */
    static void use() {
        System.getProperties().putIfAbsent("com.hazelcast.clock.impl", MonotonicClock.class.getName());
    }

    @Override
    protected long currentTimeMillis() {
        return beginMillis + (nanos.getAsLong() - beginNanos) / NANOS_PER_MILLI;
    }
}
