package dev.wingbeat.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scenario presence, with a server that keeps its list by hand. */
class BenchPresenceTest {

    private final Map<String, JsonObject> present = new ConcurrentHashMap<>();
    private final AtomicInteger refs = new AtomicInteger();

    /** Tells everybody who is there. */
    private class Lobby extends LoadServer.Room {
        private String ref = "";

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            ref = String.valueOf(refs.incrementAndGet());
            var entry = new JsonObject().put("metas", new JsonArray().add(new JsonObject().put("phx_ref", ref)));
            present.put(ref, entry);
            socket.sendSelf("joined");
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleInfo(Object message, Socket socket) {
            tell(socket, "joins", "leaves");
            var list = new JsonObject();
            present.forEach(list::put);
            socket.push("presence_state", list);
            return HandleResult.noReply();
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            tell(socket, "leaves", "joins");
            present.remove(ref);
        }

        void tell(Socket socket, String changed, String other) {
            var list = new JsonObject().put(ref, present.get(ref));
            socket.broadcast(
                    "presence_diff", new JsonObject().put(changed, list).put(other, new JsonObject()));
        }
    }

    private static BenchConfig config(LoadServer server, boolean drop) {
        var config = server.config(Scenario.PRESENCE, "2.0.0");
        var timing = config.timing();
        return new BenchConfig(
                config.scenario(),
                config.target(),
                config.shape(),
                new BenchConfig.Timing(
                        timing.warmup(),
                        timing.duration(),
                        timing.settle(),
                        timing.drain(),
                        Duration.ofSeconds(2),
                        timing.hold(),
                        drop),
                config.threads(),
                config.serverPids());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void viewsBecomeCompleteAndLeavesAreSeen(boolean drop) throws Exception {
        try (var server = new LoadServer(Lobby::new)) {
            var report = Bench.run(config(server, drop), Progress.NONE);
            assertEquals(0, report.anomalies(), report.text());
            var figures = report.json().getJsonObject("figures");
            assertEquals(20, figures.getInteger("states"), report.text());
            assertTrue(figures.getInteger("diffs") >= 20, report.text());
            assertTrue(figures.getDouble("seconds_until_all_views_complete") > 0, report.text());
            assertTrue(figures.getDouble("seconds_until_all_leaves_seen") > 0, report.text());
            assertTrue(figures.getInteger("leave_diffs") >= 10 * 10, report.text());
        }
    }

    @Test
    void viewsThatStayWrongAreCounted() throws Exception {
        try (var server = new LoadServer(() -> new Lobby() {
            @Override
            void tell(Socket socket, String changed, String other) {}
        })) {
            var report = Bench.run(config(server, false), Progress.NONE);
            assertEquals(2, report.json().getJsonObject("anomalies").getInteger("timed_out"), report.text());
            assertTrue(report.text().contains("of 20 views were not right in time"), report.text());
        }
    }
}
