package dev.wingbeat.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.metrics.Metric.Distribution;
import dev.wingbeat.metrics.Metric.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MetricsTest {

    private final Metrics metrics = new Metrics();

    @Test
    void whatThreadsCountForThemselvesIsOneNumber() throws Exception {
        var threads = IntStream.range(0, 4)
                .mapToObj(thread -> Thread.ofPlatform().start(() -> {
                    Counter own = metrics.counter(Meter.JOINS, "room:*", "ok");
                    for (int i = 0; i < 100_000; i++) {
                        own.increment();
                    }
                }))
                .toList();
        for (Thread thread : threads) {
            thread.join();
        }
        metrics.counter(Meter.JOINS, "room:*", "refused").add(2);
        Metric joins = metrics.snapshot().getFirst();
        assertEquals("wingbeat_joins_total", joins.name());
        assertEquals(
                List.of(
                        new Value(Map.of("pattern", "room:*", "result", "ok"), 400_000),
                        new Value(Map.of("pattern", "room:*", "result", "refused"), 2)),
                joins.samples());
        assertEquals(400_002, metrics.total(Meter.JOINS));
    }

    @Test
    void snapshotIsInTheOrderOfTheCatalogue() {
        metrics.observe(Meter.READY, () -> 1);
        metrics.histogram(Meter.JOIN_SECONDS, "room:*").record(1);
        metrics.counter(Meter.CHANNELS, "room:*").add(3);
        assertEquals(
                List.of("wingbeat_channels", "wingbeat_join_seconds", "wingbeat_ready"),
                metrics.snapshot().stream().map(Metric::name).toList());
    }

    @Test
    void bucketsOfSeveralThreadsAreAddedUpAndScaled() {
        Histogram one = metrics.histogram(Meter.JOIN_SECONDS, "room:*");
        Histogram other = metrics.histogram(Meter.JOIN_SECONDS, "room:*");
        one.record(0);
        one.record(100_000); // the bound itself is in its bucket
        one.record(100_001);
        other.record(6_000_000_000L);
        var found = (Distribution) metrics.snapshot().getFirst().samples().getFirst();
        assertEquals(2, found.counts().getFirst());
        assertEquals(1, found.counts().get(1));
        assertEquals(1, found.counts().getLast());
        assertEquals(4, found.count());
        assertEquals(6.000200001, found.sum(), 1e-12);
        assertEquals(List.of(0.0001, 0.00025, 0.0005), found.bounds().subList(0, 3));
        assertEquals(found.bounds().size() + 1, found.counts().size());
    }

    @Test
    void boundsAscendAndAreFew() {
        for (Meter meter : Meter.values()) {
            if (meter.kind() == Metric.Kind.HISTOGRAM) {
                List<Double> bounds = meter.buckets().upperBounds();
                assertEquals(bounds.stream().sorted().distinct().toList(), bounds, meter::fullName);
                assertEquals(true, bounds.size() <= 14, meter::fullName);
            }
        }
    }

    @Test
    void wrongLabelsAndKindsAreRefused() {
        var labels = assertThrows(IllegalArgumentException.class, () -> metrics.counter(Meter.JOINS, "room:*"));
        assertEquals("wingbeat_joins_total: [room:*] (expected: values of [pattern, result])", labels.getMessage());
        assertThrows(IllegalArgumentException.class, () -> metrics.histogram(Meter.TOPICS));
    }

    @Test
    void namesFollowTheRulesOfScrapers() {
        for (Meter meter : Meter.values()) {
            assertEquals(meter.kind() == Metric.Kind.COUNTER, meter.fullName().endsWith("_total"), meter::fullName);
            assertEquals(true, meter.fullName().matches("wingbeat(_[a-z]+)+"), meter::fullName);
            assertEquals(true, meter.help().endsWith("."), meter::fullName);
            assertEquals(false, meter.help().contains("\\") || meter.help().contains("\""), meter::fullName);
        }
    }
}
