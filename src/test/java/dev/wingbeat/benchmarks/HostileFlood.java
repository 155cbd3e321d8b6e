package dev.wingbeat.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.wingbeat.support.client.Flood;
import dev.wingbeat.support.process.JavaCommand;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What a hundred clients that flood a hub with its default settings do to the round trips of those who behave: first each kind of
 * flood, then all of them at once. The flood has a JVM of its own, at a lower priority than the hub and the measuring, since it would
 * have another machine.
 */
final class HostileFlood {

    private static final int STRANGERS = 100;
    private static final Duration ROW = Duration.ofSeconds(8);

    /** After which the bucket of connects is full again. */
    private static final Duration PAUSE = Duration.ofSeconds(6);

    private final HubProcesses nodes;
    private final int port;

    private HostileFlood(HubProcesses nodes) {
        this.nodes = nodes;
        this.port = nodes.urls().getFirst().getPort();
    }

    /** Measures a fresh node: cold first, then warm; and another one, which has warmed up before it was ready. */
    static JsonObject measure() throws IOException, InterruptedException {
        var rows = new JsonArray();
        try (var nodes = HubProcesses.startLimited(1)) {
            new HostileFlood(nodes).run(rows);
        }
        try (var nodes = HubProcesses.startLimited(1, "--warm-up=5s")) {
            rows.add(new HostileFlood(nodes).row("all, behind warm-up", List.of(Flood.values()), ROW));
        }
        return new JsonObject().put("title", STRANGERS + " clients flood").put("rows", rows);
    }

    private void run(JsonArray rows) throws IOException {
        List<Flood> all = List.of(Flood.values());
        rows.add(row("all, cold", all, ROW));
        rows.add(row("none", List.of(), ROW));
        for (Flood flood : all) {
            rows.add(row(flood.name().toLowerCase(Locale.ROOT), List.of(flood), ROW));
        }
        rows.add(row("all", all, ROW));
        rows.add(row("none", List.of(), ROW));
    }

    /** Measures while some flood, or nobody does. */
    private JsonObject row(String name, List<Flood> floods, Duration time) throws IOException {
        try (var pings = SteadyPings.of(port)) {
            Process flood = floods.isEmpty() ? null : flood(floods, time);
            Loops before = loops();
            pings.run(time);
            Loops after = loops();
            double seconds = time.toMillis() / 1e3;
            var row = new JsonObject()
                    .put("flood", name)
                    .put("pings", pings.times().size())
                    .put("p50_ms", at(pings.times(), 0.5))
                    .put("p99_ms", at(pings.times(), 0.99))
                    .put("max_ms", at(pings.times(), 1))
                    .put("sent_late_p99_ms", at(pings.lags(), 0.99))
                    .put("loops_ran", (after.ran - before.ran) / 1e9 / seconds)
                    .put("loops_waited_for_processor", (after.waited - before.waited) / 1e9 / seconds);
            if (flood != null) {
                row.put("flood_ends", new String(flood.getInputStream().readAllBytes(), US_ASCII).strip());
                pings.run(PAUSE);
            }
            System.err.println(row.encode());
            return row;
        }
    }

    private Process flood(List<Flood> floods, Duration time) throws IOException {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "5"));
        command.addAll(JavaCommand.likeThis(List.of("-Xmx128m"), HostileClients.class));
        command.addAll(List.of(String.valueOf(port), String.valueOf(STRANGERS), String.valueOf(time.toSeconds())));
        floods.forEach(each -> command.add(each.name()));
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    /** Nanoseconds that the event loops of the hub have had a processor, and have waited for one. */
    private record Loops(long ran, long waited) {}

    private Loops loops() throws IOException {
        long ran = 0;
        long waited = 0;
        Path tasks = Path.of("/proc", String.valueOf(nodes.pids().getFirst()), "task");
        try (Stream<Path> threads = Files.list(tasks)) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).startsWith("vert.x-eventloo")) {
                    String[] times =
                            Files.readString(thread.resolve("schedstat")).split(" ", -1);
                    ran += Long.parseLong(times[0]);
                    waited += Long.parseLong(times[1]);
                }
            }
        }
        return new Loops(ran, waited);
    }

    private static double at(List<Long> nanos, double share) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))] / 1e6;
    }
}
