package dev.wingbeat.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;

/** A distribution that one thread records and any may read, a little late, as with {@link Counter}. Internal seam. */
public final class Histogram {

    private final Buckets buckets;
    private final AtomicLongArray counts;
    private final Counter sum = new Counter();

    Histogram(Buckets buckets) {
        this.buckets = buckets;
        this.counts = new AtomicLongArray(buckets.count());
    }

    /** Records one value: nanoseconds, bytes, members. */
    public void record(long value) {
        int bucket = buckets.of(value);
        counts.setOpaque(bucket, counts.getPlain(bucket) + 1);
        sum.add(value);
    }

    /** Returns how many values were recorded; from any thread. */
    public long count() {
        long count = 0;
        for (int i = 0; i < counts.length(); i++) {
            count += counts.getOpaque(i);
        }
        return count;
    }

    /** Returns the sum of the values as they were recorded; from any thread. */
    public long sum() {
        return sum.value();
    }

    /** Adds up what several threads have recorded in the same buckets. */
    static Metric.Distribution sum(Map<String, String> labels, Buckets buckets, Iterable<Histogram> parts) {
        var counts = new long[buckets.count()];
        long sum = 0;
        for (Histogram part : parts) {
            for (int i = 0; i < counts.length; i++) {
                counts[i] += part.counts.getOpaque(i);
            }
            sum += part.sum();
        }
        List<Long> boxed = Arrays.stream(counts).boxed().toList();
        return new Metric.Distribution(labels, buckets.upperBounds(), boxed, buckets.inUnits(sum));
    }
}
