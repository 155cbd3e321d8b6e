package dev.wingbeat.benchmarks;

import dev.wingbeat.bench.Bench;
import dev.wingbeat.bench.BenchConfig;
import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.bench.BenchConfig.Shape;
import dev.wingbeat.bench.Progress;
import dev.wingbeat.bench.Report;
import dev.wingbeat.load.Target;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Measures how cost grows, and draws it: {@code mvn -q -Pbench test-compile exec:exec@series}. With names of series as arguments only
 * these; {@code topics:100} is one point of a series, which replaces that point; with {@code draw} nothing is measured.
 */
final class Series {

    private static final Path FOLDER = Path.of("src", "docs", "benchmarks");
    private static final int PAYLOAD = 100;
    private static final int MEMBERS = 4;

    /** A series: what makes one report after the other. */
    private interface Measurement {
        List<JsonObject> run() throws IOException, InterruptedException;
    }

    private Series() {}

    public static void main(String[] arguments) throws Exception {
        var all = new LinkedHashMap<String, Measurement>();
        all.put("fanout", Series::fanOut);
        all.put("ping", Series::ping);
        all.put("churn", Series::churn);
        all.put("rooms", Series::rooms);
        all.put("memory", Series::memory);
        all.put("topics", Series::topics);
        all.put("million", Series::million);
        all.put("nodes", Series::nodes);
        all.put("interest", () -> List.of(InterestCosts.measure()));
        all.put("return", () -> List.of(ReturnBurst.measure()));
        all.put("presence", Series::presence);
        all.put("arena", ArenaCosts::measure);
        all.put("flood", () -> List.of(FloodedLoop.measure()));
        all.put("hostile", () -> List.of(HostileFlood.measure()));
        all.put("slow", () -> List.of(SlowReaders.measure()));
        List<String> wanted = arguments.length == 0 ? List.copyOf(all.keySet()) : Arrays.asList(arguments);
        for (String name : wanted) {
            Measurement measurement = all.get(name);
            if (measurement != null) {
                save(name, measurement.run());
            } else if (name.startsWith("arena:")) {
                save("arena-point", List.of(ArenaCosts.measure(name)));
            } else if (name.contains(":")) {
                point(name);
            } else if (!name.equals("draw")) {
                throw new IllegalArgumentException(name + " (expected: draw, or of " + all.keySet() + ")");
            }
        }
        Drawings.draw(FOLDER);
    }

    /** Measures one point of a series of topics and puts it into the file. */
    private static void point(String name) throws IOException, InterruptedException {
        String series = name.substring(0, name.indexOf(':'));
        int topics = Integer.parseInt(name.substring(name.indexOf(':') + 1));
        JsonObject report = switch (series) {
            case "topics" -> TopicCosts.of(topics);
            case "million" -> MillionTopics.measure(topics);
            default -> throw new IllegalArgumentException(name + " (expected: topics:N or million:N)");
        };
        save(series, withEarlier(series, report));
    }

    private static void save(String name, List<JsonObject> reports) throws IOException {
        Files.createDirectories(FOLDER);
        var file = new JsonObject()
                .put("machine", machine())
                .put("jdk", System.getProperty("java.vendor.version", "") + " " + System.getProperty("java.version"))
                .put("commit", commit())
                .put("date", LocalDate.now(ZoneOffset.UTC).toString())
                .put("command", "mvn -q -Pbench test-compile exec:exec@series -Dseries.args=" + name)
                .put("reports", new JsonArray(reports));
        Files.writeString(FOLDER.resolve(name + ".json"), file.encodePrettily() + "\n");
    }

    private static String machine() throws IOException {
        String model = Files.exists(Path.of("/proc/cpuinfo"))
                ? Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                        .filter(line -> line.startsWith("model name"))
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .findFirst()
                        .orElse("")
                : "";
        return Runtime.getRuntime().availableProcessors() + " processors " + model + ", "
                + System.getProperty("os.name") + " " + System.getProperty("os.version");
    }

    private static String commit() throws IOException {
        var git = new ProcessBuilder("git", "rev-parse", "--short=10", "HEAD").start();
        return new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Returns the reports of a file, with a new one in the place of the one of this title. */
    private static List<JsonObject> withEarlier(String name, JsonObject report) throws IOException {
        Path file = FOLDER.resolve(name + ".json");
        var reports = new ArrayList<>(Drawings.reports(file));
        reports.removeIf(earlier -> earlier.getString("title").equals(report.getString("title")));
        reports.add(report);
        reports.sort(Comparator.comparingInt(one -> one.getJsonObject("config").getInteger("topics")));
        return reports;
    }

    // --- what is measured

    private static List<JsonObject> fanOut() throws IOException, InterruptedException {
        var reports = new ArrayList<JsonObject>();
        for (int subscribers : new int[] {10, 100, 1_000, 10_000}) {
            reports.add(alone(Scenario.FANOUT, shape(subscribers, 1, 1, 1, 0)));
        }
        reports.add(alone(Scenario.FANOUT, shape(1_000, 1, 8, 8, 0)));
        return reports;
    }

    private static List<JsonObject> ping() throws IOException, InterruptedException {
        return List.of(alone(Scenario.PING, shape(64, 1, 1, 1, 0)), alone(Scenario.PING, shape(64, 1, 1, 16, 0)));
    }

    private static List<JsonObject> churn() throws IOException, InterruptedException {
        return List.of(alone(Scenario.CHURN, shape(1_000, 1, 1, 1, 500)));
    }

    private static List<JsonObject> rooms() throws IOException, InterruptedException {
        var reports = new ArrayList<JsonObject>();
        for (int rooms : new int[] {50, 125, 250, 500}) {
            reports.add(alone(Scenario.ROOMS, rooms(rooms)));
        }
        return reports;
    }

    private static List<JsonObject> memory() throws IOException, InterruptedException {
        var reports = new ArrayList<JsonObject>();
        for (int connections : new int[] {1_000, 5_000, 19_000}) {
            reports.add(alone(Scenario.IDLE, shape(connections, 1, 1, 1, 0)));
        }
        return reports;
    }

    private static List<JsonObject> topics() throws IOException, InterruptedException {
        var reports = new ArrayList<JsonObject>();
        for (int topics : new int[] {1, 100, 10_000, 100_000, 1_000_000}) {
            reports.add(TopicCosts.of(topics));
        }
        return reports;
    }

    /** The first is there to compare with: what is seen without many topics. */
    private static List<JsonObject> million() throws IOException, InterruptedException {
        return List.of(MillionTopics.measure(10_000), MillionTopics.measure(1_000_000));
    }

    private static List<JsonObject> nodes() throws IOException, InterruptedException {
        var reports = new ArrayList<JsonObject>();
        for (int count : new int[] {1, 2, 4, 8}) {
            try (var nodes = HubProcesses.start(count)) {
                reports.add(run(nodes, together(nodes.urls()), Scenario.ROOMS, rooms(125))
                        .put("scenario", "rooms together"));
                reports.add(run(nodes, nodes.urls(), Scenario.ROOMS, rooms(125)));
                reports.add(run(nodes, nodes.urls(), Scenario.FANOUT, shape(1_000, 1, 1, 1, 0)));
            }
        }
        return reports;
    }

    /** Names each node once for each member of a room: connections take turns, so that a room's members sit on one node. */
    private static List<URI> together(List<URI> urls) {
        return urls.stream()
                .flatMap(url -> Stream.generate(() -> url).limit(MEMBERS))
                .toList();
    }

    private static List<JsonObject> presence() throws IOException, InterruptedException {
        var reports = new ArrayList<JsonObject>();
        for (int clients : new int[] {100, 250, 500}) {
            reports.add(alone(Scenario.PRESENCE, shape(clients, 1, 1, 1, 0)));
        }
        return reports;
    }

    private static Shape shape(int connections, int topics, int publishers, int window, double rate) {
        return new Shape(connections, Math.max(topics, connections), 1, 1, publishers, window, rate, 0, 128, PAYLOAD);
    }

    private static Shape rooms(int rooms) {
        return new Shape(1, 1, rooms, MEMBERS, 1, 1, 10, 0, 128, PAYLOAD);
    }

    /** Runs a scenario against a fresh node of its own. */
    private static JsonObject alone(Scenario scenario, Shape shape) throws IOException, InterruptedException {
        try (var nodes = HubProcesses.start(1)) {
            return run(nodes, nodes.urls(), scenario, shape);
        }
    }

    private static JsonObject run(HubProcesses nodes, List<URI> urls, Scenario scenario, Shape shape)
            throws InterruptedException {
        String topic = scenario == Scenario.PRESENCE ? "presence:" : "room:";
        String event = scenario == Scenario.PING ? "ping" : "shout";
        var target = new Target(urls, List.of(), "2.0.0", Map.of(), topic, event, "{}");
        var second = Duration.ofSeconds(1);
        boolean slow =
                scenario == Scenario.CHURN || scenario == Scenario.ROOMS; // to be compiled: little happens at once
        var timing = new BenchConfig.Timing(
                second.multipliedBy(slow ? 8 : 3),
                second.multipliedBy(slow ? 6 : 4),
                second,
                second.multipliedBy(10),
                second.multipliedBy(60),
                Duration.ZERO,
                false);
        Report report = Bench.run(new BenchConfig(scenario, target, shape, timing, 1, nodes.pids()), Progress.NONE);
        System.err.println(report.text());
        return report.json();
    }
}
