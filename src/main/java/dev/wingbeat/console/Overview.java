package dev.wingbeat.console;

import dev.wingbeat.admin.AdminNode;
import dev.wingbeat.connection.EndpointDefaults.RefusedOrigin;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metric;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts that a node reports about itself, for the screens of the cluster, of a node, and of limits. May be used from any
 * thread.
 */
final class Overview {

    /** The metrics of which the screen of limits shows each combination of labels that is not zero. */
    private static final List<Meter> REFUSALS = List.of(
            Meter.LIMITED,
            Meter.CONNECTS_REFUSED,
            Meter.JOINS,
            Meter.STALLED,
            Meter.SHED,
            Meter.UNDECODABLE,
            Meter.MAILBOX_OVERFLOWS);

    private static final double MILLIS = 1_000;
    private static final String RESULT = "result";

    private final AdminNode node;
    private final Samples samples;
    private final LogLevel logLevel;

    Overview(AdminNode node, Samples samples, LogLevel logLevel) {
        this.node = node;
        this.samples = samples;
        this.logLevel = logLevel;
    }

    /**
     * Returns the figures of now, and of the last quarter of an hour.
     *
     * @param series of which figures there is a past; empty for all
     */
    JsonObject json(List<String> series) {
        Map<String, Metric> metrics = metrics();
        String notReady = node.notReady();
        JsonObject stats = node.stats();
        Runtime runtime = Runtime.getRuntime();
        JsonObject all = new JsonObject()
                .put("node", node.pubSub().nodeName())
                .put("ready", notReady == null)
                .put("draining", node.isDraining())
                .put("reason", notReady)
                .put("up_ms", System.currentTimeMillis() - node.startedAt())
                .mergeIn(node.versions())
                .put("connections", stats.getValue("connections"))
                .put("topics", stats.getValue("topics"))
                .put("tcp_connections", stats.getValue("tcp_connections"))
                .put("tcp_connections_max", stats.getValue("tcp_connections_max"))
                .put("held", stats.getValue("heap_held"))
                .put("budget", stats.getValue("heap_budget"))
                .put("heap", runtime.totalMemory() - runtime.freeMemory())
                .put("heap_max", runtime.maxMemory())
                .put("lost", sum(metrics, Meter.LANE_ITEMS_LOST) + sum(metrics, Meter.LANE_ITEMS_DROPPED))
                .put("lane_waiting_bytes", sum(metrics, Meter.LANE_WAITING_BYTES))
                .put("slow", sum(metrics, Meter.SLOW_CONNECTIONS))
                .put("waiting_bytes", sum(metrics, Meter.OUTBOUND_BYTES))
                .put("lanes", lanes(metrics))
                .put("log_level", logLevel.json())
                .put("received", samples.last(FigureSeries.RECEIVED))
                .put("sent", samples.last(FigureSeries.SENT))
                .put("samples", samples.json(series));
        return seen(loops(all, metrics)).put("stalled", byLabel(metrics, Meter.STALLED, "reason"));
    }

    /** Returns what has gone between this node and the others, since it started. */
    private static JsonObject lanes(Map<String, Metric> metrics) {
        return new JsonObject()
                .put("items", byLabel(metrics, Meter.LANE_ITEMS, "direction"))
                .put("envelopes", byLabel(metrics, Meter.LANE_ENVELOPES, "direction"))
                .put("bytes", byLabel(metrics, Meter.LANE_BYTES, "direction"))
                .put("lost", sum(metrics, Meter.LANE_ITEMS_LOST))
                .put("dropped", sum(metrics, Meter.LANE_ITEMS_DROPPED))
                .put("registered_anew", sum(metrics, Meter.LANE_REREGISTRATIONS))
                .put("round_trip_ms", mean(metrics, Meter.LANE_RTT_SECONDS));
    }

    /** Returns the mean in milliseconds; null before anything was measured. */
    private static @Nullable Double mean(Map<String, Metric> metrics, Meter meter) {
        Metric metric = metrics.get(meter.fullName());
        if (metric == null
                || !(metric.samples().getFirst() instanceof Metric.Distribution measured)
                || measured.count() == 0) {
            return null;
        }
        return MILLIS * measured.sum() / measured.count();
    }

    private static JsonObject loops(JsonObject all, Map<String, Metric> metrics) {
        List<Double> busy = values(metrics, Meter.LOOP_BUSY)
                .sorted(Comparator.comparing(value -> value.labels().get("loop")))
                .map(Metric.Value::value)
                .toList();
        return all.put("loops", new JsonArray(busy))
                .put(
                        "busy",
                        busy.stream().mapToDouble(Double::doubleValue).max().orElse(0));
    }

    /** Adds which nodes this one sees, and on which lanes it does not hear them. */
    private JsonObject seen(JsonObject all) {
        var lost = new JsonObject();
        node.pubSub()
                .lanes()
                .readiness()
                .lost()
                .forEach((other, lanes) -> lost.put(other, new JsonArray(List.copyOf(new TreeSet<>(lanes)))));
        Set<String> sees = new TreeSet<>(node.pubSub().lanes().otherHubs());
        return all.put("sees", new JsonArray(List.copyOf(sees))).put("lost_lanes", lost);
    }

    /** Returns who was refused, and by what: of each metric the combinations of labels that are not zero. */
    JsonObject refusals() {
        Map<String, Metric> metrics = metrics();
        var counts = new JsonObject();
        for (Meter meter : REFUSALS) {
            var rows = new JsonArray();
            values(metrics, meter)
                    .filter(value ->
                            value.value() > 0 && !"ok".equals(value.labels().get(RESULT)))
                    .forEach(value -> rows.add(new JsonObject()
                            .put("labels", new JsonObject(new TreeMap<>(value.labels())))
                            .put("value", (long) value.value())));
            counts.put(meter.fullName(), rows);
        }
        return new JsonObject()
                .put("node", node.pubSub().nodeName())
                .put("counts", counts)
                .put("revocations", sum(metrics, Meter.REVOCATIONS))
                .put("jwks_age_seconds", byLabel(metrics, Meter.JWKS_AGE_SECONDS, "issuer"))
                .put("origins", origins());
    }

    private JsonArray origins() {
        var origins = new JsonArray();
        for (RefusedOrigin refused : node.refusedOrigins()) {
            origins.add(new JsonObject()
                    .put("origin", refused.origin())
                    .put("expected", refused.expected())
                    .put("times", refused.times())
                    .put("at", refused.atMillis()));
        }
        return origins;
    }

    private Map<String, Metric> metrics() {
        return node.pubSub().metrics().snapshot().stream().collect(Collectors.toMap(Metric::name, Function.identity()));
    }

    private static Stream<Metric.Value> values(Map<String, Metric> metrics, Meter meter) {
        Metric metric = metrics.get(meter.fullName());
        return metric == null
                ? Stream.empty()
                : metric.samples().stream()
                        .filter(Metric.Value.class::isInstance)
                        .map(Metric.Value.class::cast);
    }

    private static long sum(Map<String, Metric> metrics, Meter meter) {
        return (long) values(metrics, meter).mapToDouble(Metric.Value::value).sum();
    }

    private static JsonObject byLabel(Map<String, Metric> metrics, Meter meter, String label) {
        var counts = new JsonObject();
        values(metrics, meter).forEach(value -> counts.put(value.labels().get(label), (long) value.value()));
        return counts;
    }
}
