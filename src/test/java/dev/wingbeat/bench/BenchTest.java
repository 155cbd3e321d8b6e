package dev.wingbeat.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.load.LoadException;
import dev.wingbeat.support.Patience;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every scenario against a real server that does nothing wrong. */
class BenchTest {

    private static LoadServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new LoadServer(LoadServer.Room::new);
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static Report run(BenchConfig config) throws InterruptedException {
        var timing = config.timing();
        var patient = new BenchConfig.Timing(
                timing.warmup(),
                timing.duration(),
                timing.settle(),
                Patience.LIMIT,
                timing.timeout(),
                timing.hold(),
                timing.drop());
        var report = Bench.run(
                new BenchConfig(
                        config.scenario(),
                        config.target(),
                        config.shape(),
                        patient,
                        config.threads(),
                        config.serverPids()),
                Progress.NONE);
        assertEquals(0, report.anomalies(), report.text());
        assertTrue(report.text().contains("anomalies      none"), report.text());
        return report;
    }

    private static JsonObject latency(Report report, String span) {
        var times = report.json().getJsonObject("latency").getJsonObject(span);
        assertTrue(times.getDouble("p50") > 0 && times.getDouble("p50") <= times.getDouble("max"), times::encode);
        return times;
    }

    @ParameterizedTest
    @CsvSource({"PING,1.0.0,0", "PING,2.0.0,0", "PING,2.0.0,500"})
    void pingsAreAnsweredAndTimed(Scenario scenario, String vsn, double rate) throws Exception {
        var report = run(LoadServer.withRate(server.config(scenario, vsn), rate));
        var json = report.json();
        assertEquals(json.getLong("messages_sent"), json.getLong("messages_received"));
        assertTrue(json.getLong("messages_sent") >= 20 * 2, report.text()); // how many more is the machine's affair
        assertTrue(latency(report, "round_trip_us").getLong("n") > 0);
        assertTrue(json.getJsonObject("server").getDouble("cores") >= 0, json::encode);
    }

    @ParameterizedTest
    @CsvSource({"1.0.0,0", "2.0.0,0", "2.0.0,200"})
    void whatIsPublishedReachesEverybody(String vsn, double rate) throws Exception {
        var report = run(LoadServer.withRate(server.config(Scenario.FANOUT, vsn), rate));
        var json = report.json();
        assertEquals(json.getLong("messages_sent") * 22, json.getLong("messages_received"));
        assertTrue(latency(report, "complete_us").getLong("n") > 0, report.text());
        latency(report, "delivery_us");
    }

    @Test
    void membersOfRoomsHearEachOther() throws Exception {
        var report = run(server.config(Scenario.ROOMS, "2.0.0"));
        var json = report.json();
        assertEquals(json.getLong("messages_sent") * 4, json.getLong("messages_received"));
        latency(report, "delivery_us");
    }

    @Test
    void clientsComeAndGo() throws Exception {
        var report = run(server.config(Scenario.CHURN, "2.0.0"));
        assertTrue(latency(report, "cycle_us").getLong("n") > 0, report.text());
        latency(report, "connect_us");
        latency(report, "join_us");
        latency(report, "leave_us");
    }

    @ParameterizedTest
    @CsvSource({"20,20,20", "20,5,20", "4,100,100", "3,100,100"})
    void idleClientsJoinAllTopics(int connections, int topics, int joins) throws Exception {
        var config = server.config(Scenario.IDLE, "2.0.0");
        var shape = new BenchConfig.Shape(connections, topics, 1, 1, 1, 1, 0, 0, 16, 100);
        var report = run(
                new BenchConfig(config.scenario(), config.target(), shape, config.timing(), 1, config.serverPids()));
        var figures = report.json().getJsonObject("figures");
        assertEquals(connections, figures.getInteger("connected"));
        assertEquals(joins, figures.getDouble("joins"));
        assertTrue(figures.getLong("server_rss_after_bytes") > 1_000_000, figures::encode);
    }

    @Test
    void connectionsThatExceedTheLimitOfFilesAreRefusedBeforehand() {
        var config = server.config(Scenario.IDLE, "2.0.0");
        var shape = new BenchConfig.Shape(2_000_000_000, 1, 1, 1, 1, 1, 0, 0, 16, 100);
        var many = new BenchConfig(config.scenario(), config.target(), shape, config.timing(), 1, config.serverPids());
        var refused = assertThrows(LoadException.class, () -> Bench.run(many, Progress.NONE));
        assertTrue(refused.getMessage().contains("ulimit -n"), refused::getMessage);
    }
}
