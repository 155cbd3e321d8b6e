package dev.wingbeat.bench;

import dev.wingbeat.load.Anomaly;
import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The findings of a load test, for people and for programs. Internal seam.
 *
 * @param text a table, several lines
 * @param json the same and more; times carry their unit in their names
 * @param anomalies how many things happened that should not
 */
public record Report(String text, JsonObject json, long anomalies) {

    private static final double[] PERCENTILES = {50, 90, 99, 99.9};
    private static final String ROW = "%-14s %12s %10s %10s %10s %10s %10s%n";

    /** Makes the report of a run. */
    static Report of(BenchConfig config, Outcome outcome, Tally tally) {
        Verdict verdict = Verdict.of(config, outcome, tally);
        JsonObject json = json(config, outcome, tally).put("generator", verdict.json());
        return new Report(text(config, outcome, tally) + verdict.text() + anomalies(tally), json, tally.anomalies());
    }

    private static JsonObject json(BenchConfig config, Outcome outcome, Tally tally) {
        double seconds = outcome.end().since(outcome.begin());
        var spans = new JsonObject();
        for (Tally.Span span : Tally.Span.values()) {
            Histogram times = tally.of(span);
            if (times.getTotalCount() > 0) {
                spans.put(key(span) + "_us", times(times));
            }
        }
        var json = new JsonObject()
                .put("scenario", word(config.scenario()))
                .put("title", outcome.title())
                .put("config", config(config))
                .put("window_s", seconds)
                .put("operation", outcome.operation())
                .put("operations", outcome.operations())
                .put("operations_per_s", outcome.operations() / seconds)
                .put("latency", spans)
                .put("figures", outcome.figures())
                .put("messages_sent", tally.get(Tally.Count.SENT))
                .put("messages_received", tally.get(Tally.Count.RECEIVED))
                .put("bytes_received", tally.get(Tally.Count.BYTES_IN))
                .put("bytes_sent", tally.get(Tally.Count.BYTES_OUT))
                .put("anomalies", anomalyCounts(tally));
        if (!config.serverPids().isEmpty()) {
            double busy = outcome.end().server() - outcome.begin().server();
            json.put(
                    "server",
                    new JsonObject()
                            .put("cpu_us_per_operation", busy * 1e6 / Math.max(1, outcome.operations()))
                            .put("cores", busy / seconds)
                            .put("rss_bytes", outcome.end().serverBytes()));
        }
        return json;
    }

    private static JsonObject anomalyCounts(Tally tally) {
        var anomalies = new JsonObject();
        for (Anomaly anomaly : Anomaly.values()) {
            anomalies.put(anomaly.key(), tally.get(anomaly));
        }
        var notes = new JsonObject();
        for (Anomaly anomaly : Anomaly.values()) {
            if (!tally.notes(anomaly).isEmpty()) {
                notes.put(anomaly.key(), new JsonArray(tally.notes(anomaly)));
            }
        }
        return anomalies.put("notes", notes).put("total", tally.anomalies()).put("first_note", tally.firstNote());
    }

    private static JsonObject config(BenchConfig config) {
        BenchConfig.Shape shape = config.shape();
        var urls = new JsonArray();
        config.target().urls().forEach(url -> urls.add(url.toString()));
        return new JsonObject()
                .put("urls", urls)
                .put("vsn", config.target().vsn())
                .put("connections", shape.connections())
                .put("topics", shape.topics())
                .put("rooms", shape.rooms())
                .put("members", shape.members())
                .put("publishers", shape.publishers())
                .put("window", shape.window())
                .put("rate", shape.rate())
                .put("payload", shape.payload())
                .put("threads", config.threads())
                .put("duration_s", config.timing().duration().toMillis() / 1e3);
    }

    private static JsonObject times(Histogram times) {
        var json = new JsonObject().put("n", times.getTotalCount());
        for (double percentile : PERCENTILES) {
            json.put("p" + plain(percentile), times.getValueAtPercentile(percentile) / 1e3);
        }
        return json.put("max", times.getMaxValue() / 1e3).put("mean", times.getMean() / 1e3);
    }

    private static String text(BenchConfig config, Outcome outcome, Tally tally) {
        var text = new StringBuilder("%n%s: %s%n%n".formatted(word(config.scenario()), outcome.title()));
        text.append(ROW.formatted("", "count", "p50", "p90", "p99", "p99.9", "max"));
        for (Tally.Span span : outcome.spans()) {
            Histogram times = tally.of(span);
            if (times.getTotalCount() == 0) {
                continue;
            }
            text.append(ROW.formatted(
                    key(span).replace('_', ' '),
                    "%,d".formatted(times.getTotalCount()),
                    time(times.getValueAtPercentile(50)),
                    time(times.getValueAtPercentile(90)),
                    time(times.getValueAtPercentile(99)),
                    time(times.getValueAtPercentile(99.9)),
                    time(times.getMaxValue())));
        }
        double seconds = outcome.end().since(outcome.begin());
        text.append("%n%-14s %,.0f %s in %.1f s: %,.0f a second%n"
                .formatted(
                        "throughput",
                        outcome.operations(),
                        plural(outcome.operation()),
                        seconds,
                        outcome.operations() / seconds));
        outcome.figures()
                .forEach(figure -> text.append(
                        "%-14s %s: %s%n".formatted("", figure.getKey().replace('_', ' '), figure(figure.getValue()))));
        if (!config.serverPids().isEmpty()) {
            double busy = outcome.end().server() - outcome.begin().server();
            text.append("%-14s %.2f us of processor time a %s, %.2f cores, %,d MiB resident%n"
                    .formatted(
                            "server",
                            busy * 1e6 / Math.max(1, outcome.operations()),
                            outcome.operation(),
                            busy / seconds,
                            outcome.end().serverBytes() >> 20));
        }
        return text.toString();
    }

    private static String anomalies(Tally tally) {
        if (tally.anomalies() == 0) {
            return "%-14s none%n".formatted("anomalies");
        }
        var text = new StringBuilder();
        for (Anomaly anomaly : Anomaly.values()) {
            if (tally.get(anomaly) > 0) {
                text.append("%-14s %,d %s%n"
                        .formatted(text.isEmpty() ? "ANOMALIES" : "", tally.get(anomaly), anomaly.text()));
            }
        }
        String note = tally.firstNote();
        return note == null ? text.toString() : text + "%-14s first of all: %s%n".formatted("", note);
    }

    /** Returns a time in a unit that people like. */
    static String time(long nanos) {
        return nanos < 1_000_000
                ? "%.0f us".formatted(nanos / 1e3)
                : nanos < 100_000_000
                        ? "%.2f ms".formatted(nanos / 1e6)
                        : nanos < 10_000_000_000L ? "%.0f ms".formatted(nanos / 1e6) : "%.1f s".formatted(nanos / 1e9);
    }

    /** Returns a number without a fraction that is nothing. */
    static String plain(double number) {
        return number == Math.rint(number) ? "%.0f".formatted(number) : "%s".formatted(number);
    }

    private static String plural(String word) {
        return word.endsWith("y") ? word.substring(0, word.length() - 1) + "ies" : word + "s";
    }

    private static String figure(Object value) {
        return switch (value) {
            case Double number -> number >= 100 ? "%,.0f".formatted(number) : "%,.2f".formatted(number);
            case Number number -> "%,d".formatted(number.longValue());
            default -> value.toString();
        };
    }

    private static String key(Tally.Span span) {
        return span.name().toLowerCase(Locale.ROOT);
    }

    private static String word(BenchConfig.Scenario scenario) {
        return scenario.name().toLowerCase(Locale.ROOT);
    }
}
