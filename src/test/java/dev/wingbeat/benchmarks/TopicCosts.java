package dev.wingbeat.benchmarks;

import dev.wingbeat.bench.Crowd;
import dev.wingbeat.bench.NodeMeter;
import dev.wingbeat.bench.Timeline;
import dev.wingbeat.bench.Visits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/**
 * What topics cost one node: 10,000 connections hold them, and then, with all of them there, some join further topics, and rooms
 * talk.
 */
final class TopicCosts {

    private static final int CONNECTIONS = 10_000;
    private static final int ROOMS = 250;
    private static final double RATE = 10;
    private static final int JOINS = 4_000;
    private static final int VISITORS = 1_000;
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration WINDOW = Duration.ofSeconds(3);

    private final HubProcesses nodes;
    private final Crowd crowd;
    private final NodeMeter meter;

    private TopicCosts(HubProcesses nodes, Crowd crowd) {
        this.nodes = nodes;
        this.crowd = crowd;
        this.meter = new NodeMeter(nodes.pids().getFirst());
    }

    /** Measures with so many topics on a fresh node. */
    static JsonObject of(int topics) throws IOException, InterruptedException {
        var size = new Crowd.Size(CONNECTIONS, topics, ROOMS, RATE);
        try (var nodes = HubProcesses.start(1);
                var crowd = new Crowd(nodes.urls(), size)) {
            JsonObject figures = new TopicCosts(nodes, crowd).measure(size);
            var report = new JsonObject()
                    .put("scenario", "topics")
                    .put("title", "%,d connections hold %,d topics".formatted(CONNECTIONS, topics))
                    .put(
                            "config",
                            new JsonObject().put("connections", CONNECTIONS).put("topics", topics))
                    .put("figures", figures)
                    .put("generator", crowd.generator());
            System.err.println(report.encodePrettily());
            return report;
        }
    }

    private JsonObject measure(Crowd.Size size) throws IOException, InterruptedException {
        long empty = meter.read().resident();
        crowd.connect();
        NodeMeter.Reading connected = meter.read();
        long begin = System.currentTimeMillis();
        crowd.join();
        NodeMeter.Reading joined = meter.read();
        List<Double> pauses = nodes.pauses(0, begin, System.currentTimeMillis());
        double all = (double) CONNECTIONS * size.each();
        var figures = new JsonObject()
                .put("rss_empty_bytes", empty)
                .put("rss_connected_bytes", connected.resident())
                .put("rss_joined_bytes", joined.resident())
                .put("heap_live_bytes", nodes.liveBytes(0))
                .put("joins", all)
                .put("joins_per_s", all / (joined.time() - connected.time()) * 1e9)
                .put("join_all_cpu_us", (joined.processor() - connected.processor()) * 1e6 / all);
        figures.put(
                        "gc_pause_max_ms",
                        pauses.stream().mapToDouble(pause -> pause).max().orElse(0))
                .put("gc_pauses_ms", pauses.stream().mapToDouble(pause -> pause).sum());
        warmUp();
        crowd.pass(Duration.ofSeconds(1));
        double idle = Double.MAX_VALUE;
        var joins = new ArrayList<JsonObject>();
        var deliveries = new ArrayList<JsonObject>();
        for (int i = 0; i < 2; i++) {
            idle = Math.min(idle, idle());
            joins.add(joins());
            deliveries.add(deliveries());
        }
        return figures.put("idle_cores", idle)
                .put("join", cheaper(joins, idle))
                .put("delivery", cheaper(deliveries, idle));
    }

    /** Of two windows the one in which the JVM compiled less, with what each operation costs over an idle node. */
    private static JsonObject cheaper(List<JsonObject> windows, double idle) {
        JsonObject least =
                Collections.min(windows, Comparator.comparingDouble(window -> window.getDouble("cpu_s_per_s")));
        double perSecond = least.getInteger("n") / least.getDouble("seconds");
        return least.put("cpu_us", (least.getDouble("cpu_s_per_s") - idle) * 1e6 / perSecond);
    }

    private double idle() throws InterruptedException {
        NodeMeter.Reading begin = meter.read();
        crowd.pass(WINDOW);
        return meter.read().cores(begin);
    }

    private void warmUp() throws InterruptedException {
        Visits visits = crowd.visit(VISITORS, 3 * JOINS, List.of(0));
        crowd.talk();
        crowd.pass(WARM_UP);
        int unused = visits.stop();
        crowd.hush();
        visits.leave();
    }

    private JsonObject joins() throws InterruptedException {
        Visits visits = crowd.visit(VISITORS, JOINS, List.of(0));
        JsonObject json = window(visits::joins);
        int unfinished = visits.stop();
        visits.leave();
        return json.put("unfinished", unfinished);
    }

    private JsonObject deliveries() throws InterruptedException {
        crowd.talk();
        JsonObject json = window(crowd::deliveries);
        crowd.hush();
        return json.put("lost", crowd.lost());
    }

    /** What happens in a window: how long each took, and what the node took. */
    private JsonObject window(Supplier<Timeline> timeline) throws InterruptedException {
        crowd.pass(Duration.ofMillis(500));
        NodeMeter.Reading begin = meter.read();
        crowd.watchItself(begin.time(), begin.time() + WINDOW.toNanos());
        crowd.pass(WINDOW);
        NodeMeter.Reading end = meter.read();
        crowd.pass(Duration.ofMillis(100));
        Timeline done = timeline.get().between(begin.time(), end.time());
        return done.json().put("seconds", (end.time() - begin.time()) / 1e9).put("cpu_s_per_s", end.cores(begin));
    }
}
