package dev.wingbeat.metrics;

import java.util.List;
import java.util.Map;

/**
 * One metric of a node, as it was when asked for; immutable. Names and units are those of Prometheus, whose text is made of it.
 *
 * <pre>{@code
 * for (Metric metric : endpoint.metrics()) {
 *     for (Metric.Sample sample : metric.samples()) {
 *         switch (sample) {
 *             case Metric.Value(var labels, var value) -> registry.set(metric.name(), labels, value);
 *             case Metric.Distribution distribution -> registry.set(metric.name(), distribution);
 *         }
 *     }
 * }
 * }</pre>
 *
 * @param name as {@code wingbeat_joins_total}: base units, {@code _total} for counters
 * @param kind how its values are to be read
 * @param help one sentence for people
 * @param samples one for each combination of labels, at least one
 */
public record Metric(String name, Kind kind, String help, List<Sample> samples) {

    /** The kind of a metric. */
    public enum Kind {
        /** Only grows, from the start of the node. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** A {@link Distribution} over buckets. */
        HISTOGRAM,
        /** A {@link Distribution} without buckets. */
        SUMMARY,
        /** Always 1: what it says is in its labels. */
        INFO
    }

    /** The value under one combination of labels. */
    public sealed interface Sample {

        /** Returns the labels, in the order of their declaration. */
        Map<String, String> labels();
    }

    /** A number. */
    public record Value(Map<String, String> labels, double value) implements Sample {}

    /**
     * The distribution of measured values.
     *
     * @param bounds the upper bounds of the buckets but the last, which has none; ascending
     * @param counts how much fell into each bucket, not into those below it: one more than there are bounds
     * @param sum of all that was measured
     */
    public record Distribution(Map<String, String> labels, List<Double> bounds, List<Long> counts, double sum)
            implements Sample {

        /** Returns how many values were measured. */
        public long count() {
            return counts.stream().mapToLong(Long::longValue).sum();
        }
    }
}
