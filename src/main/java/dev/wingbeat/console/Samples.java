package dev.wingbeat.console;

import dev.wingbeat.metrics.Metric;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The figures of one node over the last quarter of an hour, for sparklines: one sample every five seconds, in memory whose size is
 * fixed. Ticks on one thread; may be read from any.
 */
@SuppressWarnings({"ArrayRecordComponent", "EnumOrdinal"}) // an array is a tenth of a map, and nobody else sees it
final class Samples {

    /** From one sample to the next. */
    static final long PERIOD = TimeUnit.SECONDS.toNanos(5);

    /** The samples that are kept. */
    static final int KEPT = 180;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private record Sample(long number, long atMillis, float[] values) {}

    private final Supplier<List<Metric>> metrics;
    private final LongSupplier nanoTime;
    private final AtomicReferenceArray<@Nullable Sample> ring = new AtomicReferenceArray<>(KEPT);
    private final double[] counted = new double[FigureSeries.values().length];
    private volatile long taken;
    private long takenAt;

    /** Keeps what these metrics say. */
    Samples(Supplier<List<Metric>> metrics) {
        this(metrics, System::nanoTime);
    }

    Samples(Supplier<List<Metric>> metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.takenAt = nanoTime.getAsLong() - PERIOD;
    }

    /** Takes a sample when it is time; to be called often. */
    void tick() {
        long now = nanoTime.getAsLong();
        if (now - takenAt < PERIOD) {
            return;
        }
        Map<String, Metric> named = new HashMap<>();
        metrics.get().forEach(metric -> named.put(metric.name(), metric));
        double seconds = (now - takenAt) / NANOS;
        takenAt = now;
        long number = taken;
        var values = new float[FigureSeries.values().length];
        for (FigureSeries series : FigureSeries.values()) {
            int i = series.ordinal();
            double value = series.read(named);
            if (series.grows()) {
                double growth = number == 0 ? 0 : Math.max(0, value - counted[i]);
                counted[i] = value;
                values[i] = (float) (growth / seconds);
            } else {
                values[i] = (float) value;
            }
        }
        ring.set((int) (number % KEPT), new Sample(number, System.currentTimeMillis(), values));
        taken = number + 1;
    }

    /**
     * Returns samples, the oldest first: {@code {"at":[…],"series":{"connections":[…],…}}}, times in milliseconds of the epoch.
     *
     * @param names which series; empty for all
     */
    JsonObject json(List<String> names) {
        long end = taken;
        var at = new JsonArray();
        var series = new JsonObject();
        var wanted = Arrays.stream(FigureSeries.values())
                .filter(one -> names.isEmpty() || names.contains(one.key()))
                .toList();
        wanted.forEach(one -> series.put(one.key(), new JsonArray()));
        for (long number = Math.max(0, end - KEPT); number < end; number++) {
            Sample sample = ring.get((int) (number % KEPT));
            if (sample != null && sample.number == number) { // else it was overwritten just now
                at.add(sample.atMillis);
                wanted.forEach(one -> series.getJsonArray(one.key()).add(rounded(sample.values[one.ordinal()])));
            }
        }
        return new JsonObject().put("at", at).put("series", series);
    }

    /** Returns what a series was last; 0 before there is any. */
    double last(FigureSeries series) {
        long end = taken;
        Sample sample = end == 0 ? null : ring.get((int) ((end - 1) % KEPT));
        return sample == null ? 0 : rounded(sample.values[series.ordinal()]);
    }

    /** Returns three decimals: the sixteen of a double would be most of the answer. */
    private static double rounded(float value) {
        return Math.round(value * 1000.0) / 1000.0;
    }
}
