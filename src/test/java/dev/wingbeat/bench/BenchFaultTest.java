package dev.wingbeat.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.bench.BenchConfig.Scenario;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.load.LoadException;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Servers that lose, repeat, swap and change what they are given: each is found out, by as much as it did. */
class BenchFaultTest {

    private static final int EVERYBODY = 22;
    private static final int FAULTS = 3;

    private final AtomicInteger shouts = new AtomicInteger();

    /** A room that does something else with the shouts 10, 20 and 30 of all. */
    private abstract class FaultyRoom extends LoadServer.Room {
        @Override
        void shout(Payload payload, Socket socket) {
            int number = shouts.incrementAndGet();
            if (number % 10 == 0 && number / 10 <= FAULTS) {
                fault(payload, socket);
            } else {
                super.shout(payload, socket);
            }
        }

        abstract void fault(Payload payload, Socket socket);
    }

    private Report run(Scenario scenario, double rate, Supplier<Channel> room) throws Exception {
        try (var server = new LoadServer(room)) {
            return Bench.run(LoadServer.withRate(server.config(scenario, "2.0.0"), rate), Progress.NONE);
        }
    }

    private static void assertOnly(String anomaly, long count, Report report) {
        JsonObject anomalies = report.json().getJsonObject("anomalies");
        assertEquals(count, anomalies.getLong(anomaly), report.text());
        assertEquals(count, anomalies.getLong("total"), report.text());
        assertTrue(report.text().contains("ANOMALIES"), report.text());
    }

    @Test
    void lossIsCounted() throws Exception {
        var report = run(Scenario.FANOUT, 200, () -> new FaultyRoom() {
            @Override
            void fault(Payload payload, Socket socket) {}
        });
        assertOnly("lost", FAULTS * EVERYBODY, report);
    }

    @Test
    void duplicatesAreCounted() throws Exception {
        var report = run(Scenario.FANOUT, 200, () -> new FaultyRoom() {
            @Override
            void fault(Payload payload, Socket socket) {
                socket.broadcast("shout", payload);
                socket.broadcast("shout", payload);
            }
        });
        assertOnly("duplicated", FAULTS * EVERYBODY, report);
    }

    @Test
    void disorderIsCounted() throws Exception {
        var report = run(Scenario.FANOUT, 200, () -> new FaultyRoom() {
            private @Nullable Payload kept;

            @Override
            void fault(Payload payload, Socket socket) {
                kept = payload;
            }

            @Override
            void shout(Payload payload, Socket socket) {
                Payload late = kept;
                super.shout(payload, socket);
                if (late != null) {
                    kept = null;
                    socket.broadcast("shout", late);
                }
            }
        });
        assertOnly("out_of_order", FAULTS * EVERYBODY, report);
    }

    @Test
    void changedPayloadsAreCounted() throws Exception {
        var report = run(Scenario.FANOUT, 200, () -> new FaultyRoom() {
            @Override
            void fault(Payload payload, Socket socket) {
                socket.broadcast("shout", payload.json().copy().put("p", "y"));
            }
        });
        var anomalies = report.json().getJsonObject("anomalies");
        assertEquals(FAULTS * EVERYBODY, anomalies.getInteger("changed"), report.text());
        assertEquals(FAULTS * EVERYBODY, anomalies.getInteger("lost"), report.text());
    }

    @Test
    void errorRepliesAndSilenceAreCounted() throws Exception {
        var pings = new AtomicInteger();
        var report = run(Scenario.PING, 200, () -> new LoadServer.Room() {
            @Override
            public HandleResult handleIn(String event, Payload payload, Socket socket) {
                return switch (pings.incrementAndGet()) {
                    case 5 -> HandleResult.error("no");
                    case 6 -> HandleResult.noReply();
                    default -> HandleResult.ok(payload);
                };
            }
        });
        var anomalies = report.json().getJsonObject("anomalies");
        assertEquals(1, anomalies.getInteger("error_replies"), report.text());
        assertEquals(2, anomalies.getInteger("lost"), report.text());
    }

    @Test
    void channelsThatCrashAreCounted() throws Exception {
        var report = run(Scenario.ROOMS, 50, () -> new FaultyRoom() {
            @Override
            void fault(Payload payload, Socket socket) {
                throw new IllegalStateException("on purpose");
            }
        });
        assertEquals(FAULTS, report.json().getJsonObject("anomalies").getInteger("channel_ended"), report.text());
    }

    @Test
    void refusedJoinsEndTheTestWithTheServersReason() {
        var refused = assertThrows(
                LoadException.class,
                () -> run(Scenario.FANOUT, 200, () -> new LoadServer.Room() {
                    @Override
                    public JoinResult join(String topic, Payload payload, Socket socket) {
                        return JoinResult.error("full house");
                    }
                }));
        assertTrue(refused.getMessage().contains("full house"), refused::getMessage);
        assertTrue(refused.getMessage().startsWith("22 of 22 clients could not join"), refused::getMessage);
    }

    @Test
    void anAddressWithoutAServerEndsTheTest() throws Exception {
        BenchConfig config;
        try (var server = new LoadServer(LoadServer.Room::new)) {
            config = server.config(Scenario.PING, "2.0.0");
        }
        var refused = assertThrows(LoadException.class, () -> Bench.run(config, Progress.NONE));
        assertTrue(refused.getMessage().contains("could not connect"), refused::getMessage);
    }
}
