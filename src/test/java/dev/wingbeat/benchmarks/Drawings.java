package dev.wingbeat.benchmarks;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** The charts of {@code src/docs/benchmarks.md}, from the results beside them. */
final class Drawings {

    private static final String WINGBEAT = "Wingbeat";
    private static final String PHOENIX = "Phoenix 1.7.24";
    private static final String CPU = "microseconds of the server's processor time for each %s";

    private final Path folder;

    private Drawings(Path folder) {
        this.folder = folder;
    }

    /** Draws every chart whose results are there. */
    static void draw(Path folder) throws IOException {
        var drawings = new Drawings(folder);
        drawings.fanOut();
        drawings.rooms();
        drawings.memory();
        drawings.topics();
        drawings.million();
        drawings.nodes();
        drawings.presence();
    }

    /** Returns the reports of a file; none when there is no such file. */
    static List<JsonObject> reports(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return new JsonObject(Files.readString(file))
                .getJsonArray("reports").stream().map(JsonObject.class::cast).toList();
    }

    private List<JsonObject> reports(String name, Predicate<JsonObject> wanted) throws IOException {
        return reports(folder.resolve(name + ".json")).stream().filter(wanted).toList();
    }

    private static List<Double> values(List<JsonObject> reports, Function<JsonObject, Double> value) {
        return reports.stream().map(value).toList();
    }

    private static List<String> places(List<JsonObject> reports, String key) {
        return reports.stream()
                .map(report -> String.format(
                        Locale.ROOT, "%,d", report.getJsonObject("config").getInteger(key)))
                .toList();
    }

    private static Double cpu(JsonObject report) {
        return report.getJsonObject("server").getDouble("cpu_us_per_operation");
    }

    private static Double millis(JsonObject report, String span, String percentile) {
        return report.getJsonObject("latency").getJsonObject(span).getDouble(percentile) / 1e3;
    }

    private static Predicate<JsonObject> with(String key, int value) {
        return report -> report.getJsonObject("config").getInteger(key) == value;
    }

    private void fanOut() throws IOException {
        var grown = reports("fanout", with("publishers", 1));
        if (grown.isEmpty()) {
            return;
        }
        lines("fanout", "Fan-out: cost by subscribers", CPU.formatted("delivery"), places(grown, "connections"))
                .and(WINGBEAT, values(grown, Drawings::cpu))
                .write();
        double one = grown.stream()
                .filter(with("connections", 1_000))
                .mapToDouble(Drawings::cpu)
                .findFirst()
                .orElse(Double.NaN);
        double eight = reports("fanout", with("publishers", 8)).stream()
                .mapToDouble(Drawings::cpu)
                .findFirst()
                .orElse(Double.NaN);
        bars(
                        "fanout-phoenix",
                        "Fan-out to 1,000 subscribers",
                        CPU.formatted("delivery"),
                        List.of("1 publisher, window 1", "8 publishers, window 8"))
                .and(WINGBEAT, List.of(one, eight))
                .and(PHOENIX, List.of(8.5, 7.9))
                .write();
    }

    private void rooms() throws IOException {
        var grown = reports("rooms", report -> true);
        if (grown.isEmpty()) {
            return;
        }
        var places = places(grown, "rooms");
        lines("rooms", "Rooms of 4, each member 10 messages a second", CPU.formatted("delivery"), places)
                .and(WINGBEAT, values(grown, Drawings::cpu))
                .and(PHOENIX, at(places, List.of("250", "500"), List.of(23.0, 17.0)))
                .write();
        lines("rooms-latency", "Rooms of 4: time from due to delivered", "milliseconds", places)
                .and("p50", values(grown, report -> millis(report, "delivery_us", "p50")))
                .and("p99", values(grown, report -> millis(report, "delivery_us", "p99")))
                .write();
    }

    private void memory() throws IOException {
        var grown = reports("memory", report -> true);
        if (grown.isEmpty()) {
            return;
        }
        var places = places(grown, "connections");
        bars(
                        "memory",
                        "Memory of a connection that has joined a topic",
                        "kB of resident memory for each, over an empty server",
                        places)
                .and(
                        WINGBEAT,
                        values(
                                grown,
                                report -> report.getJsonObject("figures").getDouble("server_rss_bytes_per_connection")
                                        / 1e3))
                .and(PHOENIX, at(places, List.of("19,000"), List.of(37.0)))
                .write();
    }

    private void topics() throws IOException {
        var grown = reports("topics", report -> true);
        if (grown.isEmpty()) {
            return;
        }
        var places = places(grown, "topics");
        lines("topics", "Cost by topics that 10,000 connections hold", CPU.formatted("join or delivery"), places)
                .and("a join of a further topic", figures(grown, "join", "cpu_us"))
                .and("a delivery in 250 rooms of 4", figures(grown, "delivery", "cpu_us"))
                .write();
        lines("topics-memory", "Memory by topics that 10,000 connections hold", "MB in all", places)
                .and("resident", values(grown, report -> figure(report, "rss_joined_bytes") / 1e6))
                .and("live objects in the heap", values(grown, report -> figure(report, "heap_live_bytes") / 1e6))
                .write();
    }

    private static Double figure(JsonObject report, String name) {
        return report.getJsonObject("figures").getDouble(name);
    }

    private static List<Double> figures(List<JsonObject> reports, String group, String name) {
        return values(
                reports,
                report -> report.getJsonObject("figures").getJsonObject(group).getDouble(name));
    }

    private void million() throws IOException {
        var both = reports("million", report -> report.getJsonObject("figures").containsKey("timeline"));
        if (both.isEmpty()) {
            return;
        }
        JsonObject timeline = both.getFirst().getJsonObject("figures").getJsonObject("timeline");
        int step = timeline.getInteger("step_ms");
        var places = IntStream.range(0, timeline.getJsonArray("join_max_ms").size())
                .map(i -> timeline.getInteger("from_ms") + i * step)
                .mapToObj(at -> at % 1_000 == 0 ? at / 1_000 + " s" : "")
                .toList();
        Sheet sheet = lines(
                "million",
                "A node is killed at 0 s: the longest join on the others",
                "ms, in each quarter second",
                places);
        for (JsonObject report : both) {
            String name = "%,d topics".formatted(report.getJsonObject("config").getInteger("topics"));
            List<Double> longest =
                    report.getJsonObject("figures").getJsonObject("timeline").getJsonArray("join_max_ms").stream()
                            .map(value -> value instanceof Number number ? number.doubleValue() : Double.NaN)
                            .toList();
            sheet = sheet.and(name, longest);
        }
        sheet.write();
    }

    private void nodes() throws IOException {
        var together = reports("nodes", report -> report.getString("scenario").equals("rooms together"));
        var rooms = reports("nodes", report -> report.getString("scenario").equals("rooms"));
        var fanOut = reports("nodes", report -> report.getString("scenario").equals("fanout"));
        if (together.isEmpty()) {
            return;
        }
        var places = rooms.stream()
                .map(Drawings::nodes)
                .map(count -> count == 1 ? "1 node" : count + " nodes")
                .toList();
        bars("nodes", "The same load on more nodes", CPU.formatted("delivery") + ", all nodes together", places)
                .and("1,000 subscribers of one topic, on all nodes", values(fanOut, Drawings::cpu))
                .and("125 rooms of 4, each on all nodes", values(rooms, Drawings::cpu))
                .and("125 rooms of 4, each on one node", values(together, Drawings::cpu))
                .write();
    }

    private static long nodes(JsonObject report) {
        return report.getJsonObject("config").getJsonArray("urls").stream()
                .distinct()
                .count();
    }

    private void presence() throws IOException {
        var grown = reports("presence", report -> true);
        if (grown.isEmpty()) {
            return;
        }
        var places = places(grown, "connections");
        bars("presence", "Clients join one topic with presence", "seconds until all views are complete", places)
                .and(
                        WINGBEAT,
                        values(
                                grown,
                                report ->
                                        report.getJsonObject("figures").getDouble("seconds_until_all_views_complete")))
                .and(PHOENIX, at(places, List.of("500"), List.of(1.9)))
                .write();
    }

    /** Puts values to their places and none to the others. */
    private static List<Double> at(List<String> places, List<String> some, List<Double> values) {
        return places.stream()
                .map(place -> some.contains(place) ? values.get(some.indexOf(place)) : Double.valueOf(Double.NaN))
                .toList();
    }

    private Sheet lines(String file, String title, String unit, List<String> places) {
        return new Sheet(folder.resolve(file + ".svg"), new Chart(title, unit, places, List.of(), false));
    }

    private Sheet bars(String file, String title, String unit, List<String> places) {
        return new Sheet(folder.resolve(file + ".svg"), new Chart(title, unit, places, List.of(), true));
    }

    /** A chart that is being made. */
    private record Sheet(Path file, Chart chart) {

        Sheet and(String name, List<Double> values) {
            var series = new ArrayList<>(chart.series());
            series.add(new Chart.Series(name, values));
            return new Sheet(file, new Chart(chart.title(), chart.unit(), chart.places(), series, chart.bars()));
        }

        void write() throws IOException {
            chart.write(file);
        }
    }
}
