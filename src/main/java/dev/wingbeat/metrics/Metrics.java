package dev.wingbeat.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.DoubleSupplier;

/**
 * The counters and histograms of a node, which are made when something starts and added up when somebody asks. May be used from
 * any thread; what it makes belongs to the thread that counts with it. Internal seam.
 */
public final class Metrics {

    /** A metric under one combination of labels. */
    private record Key(Meter meter, List<String> labels) implements Comparable<Key> {

        static Key of(Meter meter, String... labels) {
            if (labels.length != meter.labels().size()) {
                throw new IllegalArgumentException(
                        meter.fullName() + ": " + List.of(labels) + " (expected: values of " + meter.labels() + ")");
            }
            return new Key(meter, List.of(labels));
        }

        Map<String, String> named() {
            var named = new LinkedHashMap<String, String>();
            for (int i = 0; i < labels.size(); i++) {
                named.put(meter.labels().get(i), labels.get(i));
            }
            return named;
        }

        @Override
        public int compareTo(Key other) {
            int byMeter = meter.compareTo(other.meter);
            return byMeter != 0 ? byMeter : String.join("\0", labels).compareTo(String.join("\0", other.labels));
        }
    }

    private final ConcurrentNavigableMap<Key, Queue<DoubleSupplier>> values = new ConcurrentSkipListMap<>();
    private final ConcurrentNavigableMap<Key, Queue<Histogram>> histograms = new ConcurrentSkipListMap<>();

    /** Makes the counter of one thread; all of the same labels are one number. */
    public Counter counter(Meter meter, String... labels) {
        var counter = new Counter();
        observe(meter, counter::value, labels);
        return counter;
    }

    /** Makes the histogram of one thread; all of the same labels are one distribution. */
    public Histogram histogram(Meter meter, String... labels) {
        var histogram = new Histogram(meter.buckets());
        histograms
                .computeIfAbsent(Key.of(meter, labels), key -> new ConcurrentLinkedQueue<>())
                .add(histogram);
        return histogram;
    }

    /** Asks for a number that is counted elsewhere; from any thread, whenever the node is scraped. */
    public void observe(Meter meter, DoubleSupplier figure, String... labels) {
        values.computeIfAbsent(Key.of(meter, labels), key -> new ConcurrentLinkedQueue<>())
                .add(figure);
    }

    /** Returns the sum of a counter or a gauge, whatever its labels. */
    public long total(Meter meter) {
        double total = 0;
        for (var series : values.entrySet()) {
            total += series.getKey().meter() == meter ? sum(series.getValue()) : 0;
        }
        return (long) total;
    }

    /** Adds everything up, in the order of the catalogue. */
    public List<Metric> snapshot() {
        var samples = new EnumMap<Meter, List<Metric.Sample>>(Meter.class);
        values.forEach((key, parts) -> samples.computeIfAbsent(key.meter(), meter -> new ArrayList<>())
                .add(new Metric.Value(key.named(), sum(parts))));
        histograms.forEach((key, parts) -> samples.computeIfAbsent(key.meter(), meter -> new ArrayList<>())
                .add(Histogram.sum(key.named(), key.meter().buckets(), parts)));
        return samples.entrySet().stream()
                .map(metric -> metric.getKey().with(metric.getValue()))
                .toList();
    }

    private static double sum(Iterable<DoubleSupplier> parts) {
        double sum = 0;
        for (DoubleSupplier part : parts) {
            sum += part.getAsDouble();
        }
        return sum;
    }
}
