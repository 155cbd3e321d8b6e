package dev.wingbeat.console;

import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.metrics.Metric.Distribution;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts of the rooms of each kind on a node, and of how long their ticks took, and were late, in the last one or two minutes.
 * Ticks on one thread; may be read from any.
 */
final class RoomKinds {

    /** After so long, what was measured before is left out. */
    static final long WINDOW = TimeUnit.MINUTES.toNanos(1);

    private static final double SHARE = 0.99;
    private static final double MILLIS = 1_000;

    /** The measurements of each kind up to a time. */
    private record Measured(long at, Map<String, Distribution> ticks, Map<String, Distribution> lags) {}

    private final Supplier<List<Metric>> metrics;
    private final LongSupplier nanoTime;
    private Measured last;
    private volatile Measured before;

    RoomKinds(Supplier<List<Metric>> metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.last = new Measured(nanoTime.getAsLong(), Map.of(), Map.of());
        this.before = last;
    }

    /** Begins another minute when it is time; to be called often. */
    void tick() {
        long now = nanoTime.getAsLong();
        if (now - last.at >= WINDOW) {
            List<Metric> read = metrics.get();
            before = last;
            last = new Measured(
                    now, distributions(read, Meter.ROOM_TICK_SECONDS), distributions(read, Meter.ROOM_LAG_SECONDS));
        }
    }

    /** Returns what there is to say of each kind: {@code {"node":"a","kinds":[{"kind":"arena","rooms":3,…}]}}. */
    JsonObject json(String node) {
        List<Metric> read = metrics.get();
        Measured since = before;
        Map<String, Metric.Value> players = values(read, Meter.ROOM_PLAYERS);
        Map<String, Metric.Value> skipped = values(read, Meter.ROOM_TICKS_SKIPPED);
        Map<String, Distribution> ticks = distributions(read, Meter.ROOM_TICK_SECONDS);
        Map<String, Distribution> lags = distributions(read, Meter.ROOM_LAG_SECONDS);
        var kinds = new JsonArray();
        values(read, Meter.ROOMS)
                .forEach((kind, rooms) -> kinds.add(new JsonObject()
                        .put("kind", kind)
                        .put("rooms", count(rooms))
                        .put("players", count(players.get(kind)))
                        .put("tick_p99_ms", millis(ticks.get(kind), since.ticks.get(kind)))
                        .put("lag_p99_ms", millis(lags.get(kind), since.lags.get(kind)))
                        .put("skipped", count(skipped.get(kind)))));
        return new JsonObject().put("node", node).put("kinds", kinds);
    }

    /** Returns the upper bound of the bucket in which the slowest hundredth begins; null when nothing was measured. */
    static @Nullable Double millis(@Nullable Distribution now, @Nullable Distribution before) {
        if (now == null) {
            return null;
        }
        List<Long> counts = new ArrayList<>(now.counts());
        if (before != null) {
            for (int i = 0; i < counts.size(); i++) {
                counts.set(i, counts.get(i) - before.counts().get(i));
            }
        }
        long all = counts.stream().mapToLong(Long::longValue).sum();
        if (all <= 0) {
            return null;
        }
        long below = 0;
        for (int i = 0; i < now.bounds().size(); i++) {
            below += counts.get(i);
            if (below >= SHARE * all) {
                return MILLIS * now.bounds().get(i);
            }
        }
        return MILLIS * now.bounds().getLast();
    }

    private static <S extends Metric.Sample> Map<String, S> byKind(List<Metric> metrics, Meter meter, Class<S> form) {
        Map<String, S> byKind = new TreeMap<>();
        metrics.stream()
                .filter(metric -> metric.name().equals(meter.fullName()))
                .flatMap(metric -> metric.samples().stream())
                .forEach(sample -> byKind.put(sample.labels().getOrDefault("kind", ""), form.cast(sample)));
        return byKind;
    }

    private static Map<String, Distribution> distributions(List<Metric> metrics, Meter meter) {
        return byKind(metrics, meter, Distribution.class);
    }

    private static Map<String, Metric.Value> values(List<Metric> metrics, Meter meter) {
        return byKind(metrics, meter, Metric.Value.class);
    }

    private static long count(Metric.@Nullable Value value) {
        return value == null ? 0 : (long) value.value();
    }
}
