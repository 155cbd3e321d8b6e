package dev.wingbeat.benchmarks;

import dev.wingbeat.bench.Crowd;
import dev.wingbeat.bench.NodeMeter;
import dev.wingbeat.bench.Timeline;
import dev.wingbeat.bench.Visits;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A million topics, or fewer to compare with, on three nodes: what they take, what a join costs the node that it is made on
 * and the others, and what is seen of it when a node is killed under them and its clients come to the others.
 */
final class MillionTopics {

    private static final int NODES = 3;
    private static final int CONNECTIONS = 10_000;
    private static final int ROOMS = 250;
    private static final double RATE = 2;
    private static final int VISITORS = 600;
    private static final double FAST_JOINS = 4_000;
    private static final double STEADY_JOINS = 500;

    /** The oldest, which leads the cluster. */
    private static final int KILLED = 0;

    private static final List<Integer> SURVIVORS = List.of(1, 2);
    private static final Duration IDLE = Duration.ofSeconds(3);
    private static final Duration WARM_UP = Duration.ofSeconds(4);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final Duration BURST = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(250);
    private static final Duration GLANCE = Duration.ofMillis(20);

    private final HubProcesses nodes;
    private final Crowd crowd;
    private final List<NodeMeter> meters;

    private MillionTopics(HubProcesses nodes, Crowd crowd) {
        this.nodes = nodes;
        this.crowd = crowd;
        this.meters = nodes.pids().stream().map(NodeMeter::new).toList();
    }

    /** A moment, on both clocks, and what each node had taken by then. */
    private record Moment(long time, long millis, List<NodeMeter.Reading> readings) {

        /** What each node had since an earlier moment; 0 for one that has ended. */
        List<Double> cores(Moment since) {
            return IntStream.range(0, readings.size())
                    .mapToObj(node -> readings.get(node).resident() == 0
                            ? 0
                            : rounded(readings.get(node).cores(since.readings.get(node))))
                    .toList();
        }

        double survivorsCores(Moment since) {
            List<Double> cores = cores(since);
            return SURVIVORS.stream().mapToDouble(cores::get).sum();
        }

        JsonArray resident() {
            return new JsonArray(
                    readings.stream().map(NodeMeter.Reading::resident).toList());
        }

        double seconds(Moment since) {
            return (time - since.time) / 1e9;
        }
    }

    static JsonObject measure(int topics) throws IOException, InterruptedException {
        var size = new Crowd.Size(CONNECTIONS, topics, ROOMS, RATE);
        try (var nodes = HubProcesses.start(NODES);
                var crowd = new Crowd(nodes.urls(), size)) {
            JsonObject figures = new MillionTopics(nodes, crowd).run();
            var report = new JsonObject()
                    .put("scenario", "million")
                    .put("title", "%,d topics on three nodes, one of which is killed".formatted(topics))
                    .put(
                            "config",
                            new JsonObject()
                                    .put("nodes", NODES)
                                    .put("connections", CONNECTIONS)
                                    .put("topics", topics)
                                    .put("rooms", ROOMS)
                                    .put("rate", RATE)
                                    .put("joins_per_s", STEADY_JOINS))
                    .put("figures", figures)
                    .put("generator", crowd.generator());
            System.err.println(report.encodePrettily());
            return report;
        }
    }

    private JsonObject run() throws IOException, InterruptedException {
        Moment empty = moment();
        crowd.connect();
        Moment connected = moment();
        crowd.join();
        Moment joined = moment();
        var figures = new JsonObject()
                .put("rss_empty_bytes", empty.resident())
                .put("rss_connected_bytes", connected.resident())
                .put("rss_joined_bytes", joined.resident())
                .put("heap_live_bytes", live(IntStream.range(0, NODES)))
                .put("seconds_to_join", joined.seconds(connected))
                .put("cores_while_joining", new JsonArray(joined.cores(connected)))
                .put("gc_ms_while_joining", pauses(IntStream.range(0, NODES), connected, joined));
        figures.put("join", joins());
        return loss(figures);
    }

    private List<Double> idle() throws InterruptedException {
        Moment begin = moment();
        crowd.pass(IDLE);
        return moment().cores(begin);
    }

    /** What a join costs each node, when all are made on one that will survive. */
    private JsonObject joins() throws InterruptedException {
        List<Double> before = idle();
        Visits visits = crowd.visit(VISITORS / 2, FAST_JOINS, SURVIVORS.subList(0, 1));
        crowd.pass(Duration.ofSeconds(1));
        Moment begin = moment();
        crowd.pass(WINDOW);
        Moment end = moment();
        int unfinished = visits.stop();
        Timeline done = visits.joins().between(begin.time, end.time);
        visits.leave();
        crowd.pass(Duration.ofSeconds(1));
        List<Double> after = idle();
        List<Double> cores = end.cores(begin);
        var idle = IntStream.range(0, NODES)
                .mapToObj(node -> Math.min(before.get(node), after.get(node)))
                .toList();
        var micros = IntStream.range(0, NODES)
                .mapToObj(node -> rounded((cores.get(node) - idle.get(node)) * end.seconds(begin) * 1e6 / done.count()))
                .toList();
        return done.json()
                .put("node", SURVIVORS.getFirst())
                .put("idle_cores", new JsonArray(idle))
                .put("cores", new JsonArray(cores))
                .put("cpu_us_of_each_node", new JsonArray(micros))
                .put("unfinished", unfinished);
    }

    /** Kills a node under steady joins and talk, and lets its clients come back to the others. */
    private JsonObject loss(JsonObject figures) throws IOException, InterruptedException {
        Visits visits = crowd.visit(VISITORS, STEADY_JOINS, SURVIVORS);
        crowd.talk();
        crowd.pass(WARM_UP);
        var moments = new ArrayList<Moment>();
        crowd.watchItself(
                System.nanoTime(), System.nanoTime() + WINDOW.plus(AFTER).toNanos());
        glance(moments, WINDOW, new long[NODES]);
        Moment kill = moment();
        nodes.kill(KILLED);
        long[] noticed = new long[NODES];
        glance(moments, AFTER, noticed);
        Moment returning = moment();
        int failed = crowd.comeBack(KILLED);
        Moment returned = moment();
        crowd.pass(Duration.ofSeconds(2));
        int unfinished = visits.stop();
        crowd.hush();
        Moment end = moment();
        Timeline joins = visits.joins();
        Timeline deliveries = crowd.deliveries();
        Moment before = moments.getFirst();
        Moment later = moments.stream()
                .filter(moment -> moment.seconds(kill) >= BURST.toSeconds())
                .findFirst()
                .orElse(returning);
        double burst = (later.survivorsCores(kill) - kill.survivorsCores(before)) * later.seconds(kill);
        return figures.put("before", phase(joins, deliveries, before, kill))
                .put("killed", phase(joins, deliveries, kill, returning))
                .put("returning", phase(joins, deliveries, returning, returned).put("failed", failed))
                .put(
                        "noticed_after_ms",
                        SURVIVORS.stream()
                                .map(node -> (noticed[node] - kill.time) / 1e6)
                                .toList())
                .put("burst_cpu_s", rounded(burst))
                .put("joins_unfinished", unfinished)
                .put("messages_lost_between_survivors", crowd.lost())
                .put("rss_after_bytes", end.resident())
                .put("heap_live_after_bytes", live(SURVIVORS.stream().mapToInt(node -> node)))
                .put("timeline", timeline(joins, deliveries, moments, kill));
    }

    /** Reads the meters at each step, and notes when each survivor first tells of the loss. */
    private void glance(List<Moment> moments, Duration time, long[] noticed) throws IOException, InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        long next = System.nanoTime();
        while (System.nanoTime() - end < 0) {
            if (System.nanoTime() - next >= 0) {
                moments.add(moment());
                next += STEP.toNanos();
            }
            for (int node : SURVIVORS) {
                if (noticed[node] == 0 && nodes.noticesLoss(node)) {
                    noticed[node] = System.nanoTime();
                }
            }
            crowd.pass(GLANCE);
        }
    }

    private JsonObject phase(Timeline joins, Timeline deliveries, Moment from, Moment to) throws IOException {
        Timeline some = joins.between(from.time, to.time);
        return new JsonObject()
                .put("seconds", to.seconds(from))
                .put("join", some.json().put("longest_silence_us", some.longestSilence() * 1e3))
                .put("delivery", deliveries.between(from.time, to.time).json())
                .put("cores", new JsonArray(to.cores(from)))
                .put("gc_ms", pauses(SURVIVORS.stream().mapToInt(node -> node), from, to));
    }

    /** What a chart is drawn from: a value for each step around the kill. */
    private static JsonObject timeline(Timeline joins, Timeline deliveries, List<Moment> moments, Moment kill) {
        long step = STEP.toNanos();
        long from = kill.time - WINDOW.toNanos();
        long to = kill.time + AFTER.toNanos();
        var cores = IntStream.range(1, moments.size())
                .mapToObj(i -> rounded(moments.get(i).survivorsCores(moments.get(i - 1))))
                .toList();
        var cpuAt = IntStream.range(1, moments.size())
                .mapToObj(i -> Math.round((moments.get(i - 1).time - kill.time) / 1e6))
                .toList();
        return new JsonObject()
                .put("step_ms", STEP.toMillis())
                .put("from_ms", -WINDOW.toMillis())
                .put("join_p50_ms", joins.each(from, to, step, 50))
                .put("join_max_ms", joins.each(from, to, step, 100))
                .put("delivery_max_ms", deliveries.each(from, to, step, 100))
                .put("cores_at_ms", cpuAt)
                .put("cores", cores);
    }

    private Moment moment() {
        return new Moment(
                System.nanoTime(),
                System.currentTimeMillis(),
                meters.stream().map(NodeMeter::read).toList());
    }

    private JsonArray live(IntStream which) throws IOException {
        var bytes = LongStream.builder();
        for (int node : which.toArray()) {
            bytes.add(nodes.liveBytes(node));
        }
        return new JsonArray(bytes.build().boxed().toList());
    }

    /** The longest pause of each node's collector. */
    private JsonArray pauses(IntStream which, Moment from, Moment to) throws IOException {
        var longest = new JsonArray();
        for (int node : which.toArray()) {
            longest.add(nodes.pauses(node, from.millis, to.millis).stream()
                    .mapToDouble(pause -> pause)
                    .max()
                    .orElse(0));
        }
        return longest;
    }

    private static double rounded(double value) {
        return Math.rint(value * 1e3) / 1e3;
    }
}
