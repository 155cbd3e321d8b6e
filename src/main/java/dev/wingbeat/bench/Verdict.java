package dev.wingbeat.bench;

import dev.wingbeat.load.Tally;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The verdict on a run: whether the load generator measured the server, or itself.
 *
 * @param json its own figures
 * @param text the same in lines
 */
record Verdict(JsonObject json, String text) {

    private static final double BUSY = 0.9;
    private static final double FULL = 0.05;
    private static final double PAUSED = 0.02;
    private static final long LATE_NANOS = 5_000_000;

    static Verdict of(BenchConfig config, Outcome outcome, Tally tally) {
        MeterReading begin = outcome.begin();
        MeterReading end = outcome.end();
        double seconds = end.since(begin);
        double busiest = end.busiestLoop(begin);
        double paused = (end.pauses() - begin.pauses()) / seconds;
        long sendLag = tally.of(Tally.Span.SEND_LAG).getValueAtPercentile(99);
        long loopLag = tally.of(Tally.Span.LOOP_LAG).getValueAtPercentile(99);
        var limits = new ArrayList<String>();
        if (busiest > BUSY) {
            limits.add("an event loop of this command was busy %.0f %% of the time%s"
                    .formatted(busiest * 100, config.threads() == 1 ? " (more: --threads)" : ""));
        }
        if (sendLag > LATE_NANOS) {
            limits.add("1 % of what it sent was " + Report.time(sendLag) + " late or more");
        }
        if (paused > PAUSED) {
            limits.add("its garbage collector took %.0f %% of the time".formatted(paused * 100));
        }
        int processors = Runtime.getRuntime().availableProcessors();
        double idle = end.idle() < 0 ? 1 : (end.idle() - begin.idle()) / seconds / processors;
        boolean full = idle < FULL;
        var json = new JsonObject()
                .put("bottleneck", !limits.isEmpty())
                .put("why", new JsonArray(List.copyOf(limits)))
                .put("times_affected", loopLag > LATE_NANOS)
                .put("machine_full", full)
                .put("machine_idle_share", idle)
                .put("busiest_loop_share", busiest)
                .put("process_cores", (end.process() - begin.process()) / seconds)
                .put("cpu_us_per_operation", end.loopTime(begin) * 1e6 / Math.max(1, outcome.operations()))
                .put("gc_share", paused)
                .put("send_lag_p99_us", sendLag / 1e3)
                .put("loop_lag_p99_us", loopLag / 1e3);
        String late = loopLag > LATE_NANOS ? Report.time(loopLag) : "";
        return new Verdict(json, text(outcome, json, limits) + notes(late, full));
    }

    private static String text(Outcome outcome, JsonObject json, List<String> limits) {
        var text = new StringBuilder("%-14s %.2f us of processor time a %s, busiest loop %.0f %%, %.2f cores in all%n"
                .formatted(
                        "this command",
                        json.getDouble("cpu_us_per_operation"),
                        outcome.operation(),
                        json.getDouble("busiest_loop_share") * 100,
                        json.getDouble("process_cores")));
        for (String limit : limits) {
            text.append("%-14s %s%n".formatted("BOTTLENECK", limit));
        }
        if (!limits.isEmpty()) {
            text.append(("%-14s what is measured is this command rather than the server: take a lower rate, fewer"
                            + " connections or more machines%n")
                    .formatted(""));
        }
        return text.toString();
    }

    private static String notes(String late, boolean full) {
        var text = new StringBuilder();
        if (!late.isEmpty()) {
            text.append(
                    "%-14s 1 %% of this command's own timers were %s late or more: so much of the times is its own%n"
                            .formatted("note", late));
        }
        if (full) {
            text.append("%-14s this machine had no time left, so nobody here shows what it could do alone%n"
                    .formatted("note"));
        }
        return text.toString();
    }
}
