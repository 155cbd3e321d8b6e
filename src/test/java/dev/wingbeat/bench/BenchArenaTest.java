package dev.wingbeat.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.load.Target;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.sample.SampleServer;
import dev.wingbeat.support.Patience;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bots in the sample's arena, and in rooms that break the rules. */
class BenchArenaTest {

    private static final List<String> SPANS = List.of("state_interval_us", "state_lag_us", "input_to_state_us");

    @RegisterExtension
    static final SampleServer SAMPLE = new SampleServer();

    private static BenchConfig config(URI url, String vsn, String topic, int rooms) {
        return config(url, vsn, topic, rooms, Duration.ofSeconds(3));
    }

    private static BenchConfig config(URI url, String vsn, String topic, int rooms, Duration duration) {
        var target = new Target(List.of(url), List.of(), vsn, Map.of(), topic, "move", "{}");
        var shape = new BenchConfig.Shape(1, 1, rooms, 4, 1, 1, 20, 0, 16, 100);
        var timing = new BenchConfig.Timing(
                Duration.ofMillis(200), duration, Duration.ZERO, Patience.LIMIT, Patience.LIMIT, Duration.ZERO, false);
        return new BenchConfig(Scenario.ARENA, target, shape, timing, 2, List.of());
    }

    private static URI sample() {
        return URI.create(SAMPLE.url("localhost").replace("http:", "ws:") + "socket");
    }

    /** Measures for longer when a busy machine has left no time for anything to happen. */
    private static Report untilAllIsTimed(String vsn, String topic, int rooms) throws InterruptedException {
        Report report;
        int seconds = 1;
        do {
            report = Bench.run(config(sample(), vsn, topic, rooms, Duration.ofSeconds(seconds)), Progress.NONE);
            seconds *= 2;
        } while (report.anomalies() == 0
                && !report.json().getJsonObject("latency").fieldNames().containsAll(SPANS)
                && seconds < Patience.LIMIT.toSeconds());
        return report;
    }

    @ParameterizedTest
    @CsvSource({"1.0.0,arena:,3", "2.0.0,arena:,3", "2.0.0,arena:main,1"})
    void botsPlayAndAreTimed(String vsn, String topic, int rooms) throws Exception {
        Report report = untilAllIsTimed(vsn, topic, rooms);
        assertEquals(0, report.anomalies(), report.text());
        JsonObject json = report.json();
        JsonObject figures = json.getJsonObject("figures");
        assertEquals(4 * rooms, figures.getInteger("players"), report.text());
        assertEquals(0, figures.getInteger("rejoined"), report.text());
        assertTrue(json.getDouble("operations") > 0, report.text());
        assertTrue(figures.getDouble("bytes_per_state") > 20, report.text());
        JsonObject times = json.getJsonObject("latency");
        assertTrue(times.fieldNames().containsAll(SPANS), report.text());
        assertEquals(topic.endsWith(":"), !report.text().contains("(arena:main)"), report.text());
    }

    @Test
    void botsAreRefusedOnceTheRoomIsFull() {
        var base = config(sample(), "2.0.0", "arena:full", 1);
        var shape = new BenchConfig.Shape(1, 1, 1, 17, 1, 1, 20, 0, 16, 100);
        var many = new BenchConfig(base.scenario(), base.target(), shape, base.timing(), 1, List.of());
        var refused = assertThrows(RuntimeException.class, () -> Bench.run(many, Progress.NONE));
        assertTrue(refused.getMessage().contains("\"full\""), refused::getMessage);
    }

    /** A channel that looks like a room to one bot: every move is answered by a patch, and the tenth in its own way. */
    private abstract static class FakeRoom extends LoadServer.Room {
        long version = 10;
        private int moves;

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            var room = new JsonObject()
                    .put("you", "me")
                    .put("seat", "T")
                    .put("epoch", 7)
                    .put("rate", 20)
                    .put("v", version)
                    .put("tick", 100);
            return JoinResult.ok(
                    Payload.of(new JsonObject().put("state", state()).put("room", room))); // in any order
        }

        JsonObject state() {
            return new JsonObject().put("players", new JsonObject().put("me", new JsonObject().put("x", 300)));
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            if (event.equals("resync")) {
                state(socket, 7);
            } else if (++moves == 10) {
                fault(socket);
            } else {
                patch(socket);
            }
            return HandleResult.noReply();
        }

        void patch(Socket socket) {
            var patch = new JsonObject().put("b", version).put("v", ++version).put("tick", 101);
            socket.push("patch", Payload.of(patch.put("p", state())));
        }

        void state(Socket socket, long epoch) {
            var whole = new JsonObject().put("epoch", epoch).put("v", version).put("tick", 101);
            socket.push(
                    "state", Payload.of(whole.put("s", state()).put("part", 1).put("of", 1)));
        }

        abstract void fault(Socket socket);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gaps", "out_of_order", "seats_lost"})
    void rulesThatAreBrokenAreCounted(String anomaly) throws Exception {
        var broken = new AtomicInteger();
        try (var server = new LoadServer(() -> new FakeRoom() {
            @Override
            void fault(Socket socket) {
                broken.incrementAndGet();
                switch (anomaly) {
                    case "gaps" -> {
                        version++;
                        patch(socket);
                    }
                    case "out_of_order" -> state(socket, 6);
                    default -> socket.push("kicked", Payload.of("reason", "no"));
                }
            }
        })) {
            Report report = Bench.run(config(server.url(), "2.0.0", "room:", 2), Progress.NONE);
            JsonObject anomalies = report.json().getJsonObject("anomalies");
            int counted = anomalies.getInteger(anomaly);
            assertTrue(counted > 0 && counted <= broken.get(), report.text());
            assertEquals(counted, anomalies.getInteger("total"), report.text());
        }
    }

    @Test
    void aBotWhoseConnectionIsLostComesBackWithItsSeat() throws Exception {
        var returned = new AtomicInteger();
        var disconnected = new AtomicBoolean();
        var running = new AtomicReference<LoadServer>();
        try (var server = new LoadServer(() -> new FakeRoom() {
            @Override
            public JoinResult join(String topic, Payload payload, Socket socket) {
                returned.addAndGet("T".equals(payload.json().getString("seat")) ? 1 : 0);
                return super.join(topic, payload, socket);
            }

            @Override
            void fault(Socket socket) {
                if (disconnected.compareAndSet(false, true)) {
                    running.get().disconnectAll();
                }
            }
        })) {
            running.set(server);
            Report report = Bench.run(config(server.url(), "2.0.0", "room:", 1), Progress.NONE);
            assertTrue(returned.get() > 0, report.text());
            assertEquals(returned.get(), report.json().getJsonObject("figures").getInteger("rejoined"), report.text());
            assertEquals(0, report.json().getJsonObject("anomalies").getInteger("seats_lost"), report.text());
        }
    }

    @Test
    void ofAStateItReadsItsOwnPlaceAmongOthers() {
        var view = new ArenaView();
        read(view, """
                {"room": {"id": "r", "you": "me", "seat": "T", "epoch": 9, "rate": 20, "v": 3, "tick": 8, "t": 1},
                 "state": {"coins": {"me": {"x": 1}}, "players": {"other": {"x": 2}, "me": {"name": "x", "x": 44}}}}""");
        assertEquals(List.of(9L, 3L, 8L, 44L, 20L), List.of(view.epoch, view.version, view.tick, view.x, view.rate));
        assertEquals("T", view.seat);
        read(view, """
                {"v": 4, "b": 3, "tick": 9, "t": 2, "p": {"players": {"me": {"score": 1, "y": 5, "x": 45}}}}""");
        assertEquals(List.of(4L, 3L, 9L, 45L), List.of(view.version, view.base, view.tick, view.x));
        for (String none : List.of("{}", "{\"players\":{}}", "{\"players\":{\"me\":null}}", "{\"players\":null}")) {
            read(view, "{\"v\":5,\"p\":" + none + "}");
            assertEquals(ArenaView.NONE, view.x, none);
        }
        assertNull(new ArenaView().seat);
    }

    private static void read(ArenaView view, String json) {
        byte[] bytes = json.getBytes(UTF_8);
        view.read(bytes, 0, bytes.length);
    }
}
