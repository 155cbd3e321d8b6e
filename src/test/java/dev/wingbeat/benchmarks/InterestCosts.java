package dev.wingbeat.benchmarks;

import dev.wingbeat.bench.Crowd;
import dev.wingbeat.bench.NodeMeter;
import dev.wingbeat.bench.Timeline;
import dev.wingbeat.bench.Visits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What nodes cost each other: at rest, with rooms on one of three nodes of which the others want nothing, with rooms whose members
 * sit on both of two, and when topics are joined that are new to a node.
 */
final class InterestCosts {

    private static final int ROOMS = 250;
    private static final int MEMBERS = 4;
    private static final double RATE = 10;
    private static final double JOINS = 1_000;
    private static final int VISITORS = 600;

    /** Long enough for the JVM to have compiled what clients do. */
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    /** Long enough for it to have compiled what happens some dozens of times a second, as leases do, and what two nodes do for each other. */
    private static final Duration LONG_WARM_UP = Duration.ofMinutes(5);

    private static final int ROUNDS = 5;

    private static final Duration REST = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final Duration BREATH = Duration.ofSeconds(2);

    private InterestCosts() {}

    /** What the nodes did in a window. */
    private record Window(List<Double> cores, double seconds, double deliveries) {

        double broadcasts() {
            return deliveries / MEMBERS;
        }

        /** Returns the processor time of some nodes, over what they take at rest, in microseconds for each of so many. */
        double micros(IntStream nodes, List<Double> idle, double many) {
            return nodes.mapToDouble(node -> cores.get(node) - idle.get(node)).sum() * seconds * 1e6 / many;
        }
    }

    static JsonObject measure() throws IOException, InterruptedException {
        var figures = new JsonObject();
        three(figures);
        spread(figures);
        double home = figures.getDouble("home_us_a_broadcast");
        double other = figures.getDouble("unwanted_us_a_broadcast_and_node");
        figures.put("efficiency_of_ten_nodes", home / (home + 9 * Math.max(0, other)));
        var report = new JsonObject()
                .put("scenario", "interest")
                .put("title", "what nodes cost each other")
                .put(
                        "config",
                        new JsonObject()
                                .put("rooms", ROOMS)
                                .put("members", MEMBERS)
                                .put("rate", RATE)
                                .put("joins_per_s", JOINS))
                .put("figures", figures);
        System.err.println(report.encodePrettily());
        return report;
    }

    private static void three(JsonObject figures) throws IOException, InterruptedException {
        try (var nodes = HubProcesses.start(3)) {
            List<NodeMeter> meters = meters(nodes);
            try (var rooms = crowd(nodes.urls().subList(0, 1), ROOMS)) {
                rooms.talk();
                rooms.pass(LONG_WARM_UP);
                rooms.hush();
                var idle = new ArrayList<List<Double>>();
                var home = new ArrayList<Double>();
                var unwanted = new ArrayList<Double>();
                var broadcasts = new ArrayList<Double>();
                for (int i = 0; i < ROUNDS; i++) {
                    Window talk = talk(rooms, meters, BREATH);
                    List<Double> rest = idle(rooms, meters);
                    idle.add(rest);
                    home.add(talk.micros(IntStream.of(0), rest, talk.broadcasts()));
                    unwanted.add(talk.micros(IntStream.of(1, 2), rest, talk.broadcasts()) / 2);
                    broadcasts.add(talk.broadcasts() / talk.seconds());
                }
                figures.put("idle_cores", idle)
                        .put("broadcasts_per_s", median(broadcasts))
                        .put("home_us_a_broadcast", median(home))
                        .put("unwanted_us_a_broadcast_and_node", median(unwanted))
                        .put("unwanted_us_of_rounds", unwanted);
            }
            try (var joiners = crowd(nodes.urls(), 1)) {
                figures.put("join_of_a_new_topic", joins(joiners));
            }
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static void spread(JsonObject figures) throws IOException, InterruptedException {
        try (var nodes = HubProcesses.start(2);
                var rooms = crowd(nodes.urls(), ROOMS)) {
            List<NodeMeter> meters = meters(nodes);
            Window talk = talk(rooms, meters, LONG_WARM_UP.dividedBy(2));
            double cores = talk.cores().stream().mapToDouble(core -> core).sum();
            figures.put("spread_us_a_delivery", cores * talk.seconds() * 1e6 / talk.deliveries())
                    .put("spread_delivery", rooms.deliveries().json());
        }
    }

    private static Crowd crowd(List<URI> urls, int rooms) throws InterruptedException {
        var crowd = new Crowd(urls, new Crowd.Size(1, 1, rooms, RATE));
        crowd.connect();
        return crowd;
    }

    private static Window talk(Crowd rooms, List<NodeMeter> meters, Duration warmUp) throws InterruptedException {
        rooms.talk();
        rooms.pass(warmUp);
        List<NodeMeter.Reading> begin = read(meters);
        rooms.pass(WINDOW);
        List<NodeMeter.Reading> end = read(meters);
        rooms.hush();
        long from = begin.getFirst().time();
        long to = end.getFirst().time();
        Timeline done = rooms.deliveries().between(from, to);
        return new Window(cores(begin, end), (to - from) / 1e9, done.count());
    }

    /** Joins of topics that are new to all nodes, by clients of all of them. */
    private static JsonObject joins(Crowd joiners) throws InterruptedException {
        Visits visits = joiners.visit(VISITORS, JOINS, List.of(0, 1, 2));
        joiners.pass(WARM_UP.dividedBy(2));
        long from = System.nanoTime();
        joiners.pass(WINDOW);
        long to = System.nanoTime();
        int unfinished = visits.stop();
        Timeline done = visits.joins().between(from, to);
        visits.leave();
        return done.json().put("unfinished", unfinished);
    }

    private static List<Double> idle(Crowd silent, List<NodeMeter> meters) throws InterruptedException {
        silent.pass(BREATH);
        List<NodeMeter.Reading> begin = read(meters);
        silent.pass(REST);
        return cores(begin, read(meters));
    }

    private static List<NodeMeter> meters(HubProcesses nodes) {
        return nodes.pids().stream().map(NodeMeter::new).toList();
    }

    private static List<NodeMeter.Reading> read(List<NodeMeter> meters) {
        return meters.stream().map(NodeMeter::read).toList();
    }

    private static List<Double> cores(List<NodeMeter.Reading> begin, List<NodeMeter.Reading> end) {
        var cores = new ArrayList<Double>();
        for (int i = 0; i < begin.size(); i++) {
            cores.add(end.get(i).cores(begin.get(i)));
        }
        return List.copyOf(cores);
    }
}
