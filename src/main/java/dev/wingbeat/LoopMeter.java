package dev.wingbeat;

import dev.wingbeat.metrics.Counter;
import dev.wingbeat.metrics.Histogram;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/** Measures how busy one event loop is, and how late it runs what is due. Confined to the loop. */
final class LoopMeter {

    /** The weight of one tick in the share that is shown: that of the last five seconds, about. */
    private static final double WEIGHT = 0.05;

    private static final double MILLION = 1e6;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Counter busyPerMillion = new Counter();
    private final Histogram delay;
    private final long period;
    private long due;
    private long tickedAt;
    private long computed;
    private double busy;

    /** Makes that of a loop, which has to tick each time this many milliseconds have passed. */
    LoopMeter(Metrics metrics, int loop, long tickMillis) {
        this.period = TimeUnit.MILLISECONDS.toNanos(tickMillis);
        this.delay = metrics.histogram(Meter.LOOP_DELAY_SECONDS);
        metrics.observe(Meter.LOOP_BUSY, () -> busyPerMillion.value() / MILLION, String.valueOf(loop));
    }

    /** Records a tick, at a time of {@link System#nanoTime()}: one of a fixed rate, so that a standstill makes all of its ticks late. */
    void tick(long now) {
        long cpu = threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : 0;
        if (tickedAt == 0) {
            due = now;
        } else {
            due = Math.min(now, due + period); // a tick is never early: then the ones before were late
            delay.record(now - due);
            double share = (cpu - computed) / (double) Math.max(1, now - tickedAt);
            busy += WEIGHT * (Math.min(1, share) - busy);
            busyPerMillion.set((long) (busy * MILLION));
        }
        tickedAt = now;
        computed = cpu;
    }
}
