package dev.wingbeat.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Puts the metrics of a hub into a Micrometer registry, under Micrometer's names: {@code wingbeat_joins_total} is
 * {@code wingbeat.joins} there, {@code wingbeat_join_seconds} the timer {@code wingbeat.join}.
 *
 * <pre>{@code
 * new HubMetrics(endpoint::metrics).bindTo(registry);
 * }</pre>
 *
 * <p>The registry reads, at most once a second, what the event loops have counted; the path of a message never meets it. Labels that
 * first appear later, such as a close code, are registered by the next reading. Of a histogram Micrometer takes the count and the
 * sum, so a mean can be had but no percentile: for buckets scrape {@code /metrics}.
 *
 * <p>Needs {@code io.micrometer:micrometer-core}, which the application brings. May be used from any thread.
 */
public final class HubMetrics implements MeterBinder {

    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String TOTAL = "_total";
    private static final String SECONDS = "_seconds";
    private static final String BYTES = "_bytes";

    private final Supplier<List<Metric>> source;
    private final LongSupplier clock;

    /**
     * Makes a binder, which may be bound to several registries.
     *
     * @param source the metrics to read: {@code endpoint::metrics}. If it fails, its meters have no value until it does not
     */
    public HubMetrics(Supplier<List<Metric>> source) {
        this(source, System::nanoTime);
    }

    HubMetrics(Supplier<List<Metric>> source, LongSupplier clock) {
        this.source = source;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        new Binding(registry).current();
    }

    /** One series: a metric and its labels. */
    private record Series(String name, Map<String, String> labels) {}

    /** What was read, and when. */
    private record Reading(long nanos, Map<Series, Metric.Sample> samples) {}

    /** The meters of one registry. */
    private final class Binding {

        private final MeterRegistry registry;
        private final Set<Series> registered = ConcurrentHashMap.newKeySet();
        private final AtomicReference<Reading> last =
                new AtomicReference<>(new Reading(clock.getAsLong() - 2 * FRESH_NANOS, Map.of()));

        Binding(MeterRegistry registry) {
            this.registry = registry;
        }

        /** Returns samples that are fresh enough, and registers those which are new. */
        Map<Series, Metric.Sample> current() {
            long now = clock.getAsLong();
            Reading known = last.get();
            if (now - known.nanos() < FRESH_NANOS) {
                return known.samples();
            }
            var samples = new ConcurrentHashMap<Series, Metric.Sample>();
            List<Metric> metrics = source.get();
            for (Metric metric : metrics) {
                metric.samples().forEach(sample -> samples.put(new Series(metric.name(), sample.labels()), sample));
            }
            last.set(new Reading(now, samples));
            metrics.forEach(this::register);
            return samples;
        }

        private void register(Metric metric) {
            for (Metric.Sample sample : metric.samples()) {
                var series = new Series(metric.name(), sample.labels());
                if (registered.add(series)) {
                    switch (metric.kind()) {
                        case COUNTER -> counter(metric, series);
                        case GAUGE, INFO -> gauge(metric, series);
                        case HISTOGRAM, SUMMARY -> distribution(metric, series);
                    }
                }
            }
        }

        private void counter(Metric metric, Series series) {
            FunctionCounter.builder(dotted(without(metric.name(), TOTAL)), this, value(series))
                    .description(metric.help())
                    .tags(tags(series))
                    .register(registry);
        }

        private void gauge(Metric metric, Series series) {
            Gauge.builder(dotted(metric.name()), this, value(series))
                    .description(metric.help())
                    .tags(tags(series))
                    .register(registry);
        }

        private void distribution(Metric metric, Series series) {
            if (metric.name().endsWith(SECONDS)) {
                FunctionTimer.builder(
                                dotted(without(metric.name(), SECONDS)),
                                this,
                                ignored -> (long) count(series),
                                ignored -> sum(series),
                                TimeUnit.SECONDS)
                        .description(metric.help())
                        .tags(tags(series))
                        .register(registry);
                return;
            }
            var measurements = List.of(
                    new Measurement(() -> count(series), Statistic.COUNT),
                    new Measurement(() -> sum(series), Statistic.TOTAL));
            io.micrometer.core.instrument.Meter.builder(
                            dotted(without(metric.name(), BYTES)),
                            io.micrometer.core.instrument.Meter.Type.DISTRIBUTION_SUMMARY,
                            measurements)
                    .description(metric.help())
                    .baseUnit(metric.name().endsWith(BYTES) ? "bytes" : null)
                    .tags(tags(series))
                    .register(registry);
        }

        /** Meters refer to a binding weakly; what they read it with keeps it. */
        private ToDoubleFunction<Binding> value(Series series) {
            return ignored -> current().get(series) instanceof Metric.Value value ? value.value() : Double.NaN;
        }

        private double count(Series series) {
            return current().get(series) instanceof Metric.Distribution known ? known.count() : 0;
        }

        private double sum(Series series) {
            return current().get(series) instanceof Metric.Distribution known ? known.sum() : 0;
        }

        private static Tags tags(Series series) {
            return Tags.of(series.labels().entrySet().stream()
                    .map(label -> Tag.of(label.getKey(), label.getValue()))
                    .toList());
        }

        private static String dotted(String name) {
            return name.replace('_', '.');
        }

        private static String without(String name, String ending) {
            return name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
        }
    }
}
