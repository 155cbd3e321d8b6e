package dev.wingbeat.benchmarks;

import dev.wingbeat.bench.Bench;
import dev.wingbeat.bench.BenchConfig;
import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.bench.BenchConfig.Shape;
import dev.wingbeat.bench.Progress;
import dev.wingbeat.bench.Report;
import dev.wingbeat.load.Target;
import dev.wingbeat.support.Scrape;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What rooms cost: the sample's arena with bots, by rooms, players, ticks a second and nodes. And what players see of it when a
 * node is killed, and when one is stopped.
 */
final class ArenaCosts {

    private static final int MOVES = 5;
    private static final Duration WARM_UP = Duration.ofSeconds(8);
    private static final Duration LONG_WARM_UP = Duration.ofSeconds(25);
    private static final int MANY = 4_000;
    private static final Duration WINDOW = Duration.ofSeconds(8);
    /** The node that ends in the middle, where one does. */
    private static final int LEAVER = 1;

    private static final String LAG = "wingbeat_room_lag_seconds";
    private static final String TICK = "wingbeat_room_tick_seconds";
    private static final String KIND = "kind=\"arena\"";

    /** What happens to a node as the measurement begins. */
    private enum Fate {
        /** All nodes serve to the end. */
        SERVES(""),
        /** By SIGKILL: rooms continue from their snapshots. */
        KILLED(", one is killed"),
        /** By SIGTERM: rooms are handed over. */
        DRAINED(", one is stopped");

        private final String told;

        Fate(String told) {
            this.told = told;
        }
    }

    /**
     * One point.
     *
     * @param nodes each in a JVM of its own
     * @param rooms of all nodes
     * @param players of each room
     * @param rate ticks a second
     * @param fate of one of the nodes
     * @param warmUp before what is measured
     */
    private record Point(int nodes, int rooms, int players, int rate, Fate fate, Duration warmUp) {

        private Point(int nodes, int rooms, int players, int rate, Fate fate) {
            this(nodes, rooms, players, rate, fate, rooms * players < MANY ? WARM_UP : LONG_WARM_UP);
        }

        private static Point of(String text) {
            int[] numbers = Arrays.stream(text.substring(text.indexOf(':') + 1).split("x", -1))
                    .mapToInt(Integer::parseInt)
                    .toArray();
            return new Point(numbers[0], numbers[1], numbers[2], numbers[3], Fate.SERVES, LONG_WARM_UP);
        }

        private String title() {
            return "%,d rooms of %d players at %d ticks/s on %d node%s%s"
                    .formatted(rooms, players, rate, nodes, nodes == 1 ? "" : "s", fate.told);
        }
    }

    private static final List<Point> POINTS = List.of(
            new Point(1, 100, 4, 20, Fate.SERVES),
            new Point(1, 300, 4, 20, Fate.SERVES),
            new Point(1, 1_000, 4, 20, Fate.SERVES),
            new Point(1, 100, 12, 20, Fate.SERVES),
            new Point(1, 300, 4, 10, Fate.SERVES),
            new Point(1, 100, 4, 60, Fate.SERVES),
            new Point(3, 300, 4, 20, Fate.SERVES),
            new Point(3, 60, 4, 20, Fate.KILLED),
            new Point(3, 60, 4, 20, Fate.DRAINED));

    private final Point point;
    private final HubProcesses nodes;
    private final List<Scrape> scrapes = new ArrayList<>();

    private ArenaCosts(Point point, HubProcesses nodes) {
        this.point = point;
        this.nodes = nodes;
    }

    static List<JsonObject> measure() throws IOException, InterruptedException {
        var reports = new ArrayList<JsonObject>();
        for (Point point : POINTS) {
            reports.add(measure(point));
        }
        return reports;
    }

    /** Measures one point: {@code arena:NODESxROOMSxPLAYERSxRATE}. */
    static JsonObject measure(String text) throws IOException, InterruptedException {
        return measure(Point.of(text));
    }

    private static JsonObject measure(Point point) throws IOException, InterruptedException {
        try (var nodes = HubProcesses.startArena(point.nodes, point.rate)) {
            return new ArenaCosts(point, nodes).run();
        }
    }

    private JsonObject run() throws IOException, InterruptedException {
        String before = load();
        var target = new Target(nodes.urls(), List.of(), "2.0.0", Map.of(), "arena:", "move", "{}");
        var shape = new Shape(1, 1, point.rooms, point.players, 1, 1, MOVES, 0, 128, 100);
        var second = Duration.ofSeconds(1);
        var timing = new BenchConfig.Timing(
                point.warmUp, WINDOW, second, second.multipliedBy(10), second.multipliedBy(60), Duration.ZERO, false);
        List<Long> pids = point.fate == Fate.SERVES ? nodes.pids() : List.of();
        Report report = Bench.run(new BenchConfig(Scenario.ARENA, target, shape, timing, 1, pids), new Moments());
        JsonObject json = report.json().put("title", point.title());
        json.getJsonObject("config")
                .put("nodes", point.nodes)
                .put("ticks_per_s", point.rate)
                .put("load_average", before);
        if (point.fate == Fate.SERVES) {
            costs(json);
        }
        System.err.println(
                point.title() + report.text() + json.getJsonObject("figures").encode() + '\n');
        return json;
    }

    /** Reads the nodes' own figures at both ends of the window; or ends a node as it begins. */
    private final class Moments implements Progress {
        @Override
        public void begin(String phase, long goal, String unit) {
            boolean edge = phase.equals("measuring") || phase.equals("draining");
            if (edge && point.fate == Fate.SERVES) {
                IntStream.range(0, point.nodes).forEach(node -> scrapes.add(Scrape.of(nodes.managementPort(node))));
            } else if (phase.equals("measuring") && point.fate == Fate.KILLED) {
                nodes.kill(LEAVER);
            } else if (phase.equals("measuring")) {
                nodes.terminate(LEAVER);
            }
        }

        @Override
        public void reached(long step) {}
    }

    private void costs(JsonObject json) {
        double cores = json.getJsonObject("server").getDouble("cores");
        double seconds = json.getDouble("window_s");
        double ticks = grown(TICK + "_count{" + KIND + '}');
        json.getJsonObject("figures")
                .put("ticks_per_s", ticks / seconds)
                .put("ticks_skipped", grown("wingbeat_room_ticks_skipped_total{" + KIND + '}'))
                .put("tick_lag_p50_ms", lag(0.5))
                .put("tick_lag_p99_ms", lag(0.99))
                .put("tick_mean_us", grown(TICK + "_sum{" + KIND + '}') * 1e6 / Math.max(1, ticks))
                .put("cpu_us_per_tick", cores * seconds * 1e6 / Math.max(1, ticks))
                .put("cpu_us_per_player_second", cores * 1e6 / (point.rooms * point.players));
    }

    /** Returns by how much a counter has grown in the window, on all nodes together. */
    private double grown(String series) {
        double more = 0;
        for (int node = 0; node < point.nodes; node++) {
            more += scrapes.get(point.nodes + node).get(series)
                    - scrapes.get(node).get(series);
        }
        return more;
    }

    /** Returns how late so many of the ticks were at most, in milliseconds, interpolated in a bucket of the histogram. */
    private double lag(double share) {
        List<String> buckets = scrapes.getFirst().series().keySet().stream()
                .filter(name -> name.startsWith(LAG + "_bucket{" + KIND))
                .toList();
        double wanted = share * grown(LAG + "_count{" + KIND + '}');
        double from = 0;
        double below = 0;
        for (String bucket : buckets) {
            String bound = bucket.substring(bucket.indexOf("le=\"") + 4, bucket.lastIndexOf('"'));
            double to = bound.equals("+Inf") ? from : Double.parseDouble(bound) * 1e3;
            double within = grown(bucket);
            if (within >= wanted) {
                return within == below ? to : from + (to - from) * (wanted - below) / (within - below);
            }
            from = to;
            below = within;
        }
        return from;
    }

    /** Returns what Linux says of the load before: what else was running. */
    private static String load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }
}
