package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.metrics.Metric;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Player;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomContext;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators see of rooms. */
class RoomMetricsTest {

    /** A room whose ticks compute for as long as a player has said. */
    private static final class Busy implements Room {
        private long nanos;

        @Override
        public void create(RoomContext room, Payload params) {}

        @Override
        public HandleResult message(Player who, String event, Payload payload) {
            nanos = Duration.ofMillis(payload.json().getLong("millis", 0L)).toNanos();
            return HandleResult.ok();
        }

        @Override
        public void tick(Tick tick) {
            for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                Thread.onSpinWait();
            }
        }
    }

    @RegisterExtension
    final TestHub hub = TestHub.of(() -> Endpoint.builder()
                    .socket("/socket", UserSocket.acceptingAll())
                    .rooms(
                            "busy",
                            Busy::new,
                            options -> options.rate(20)
                                    .createOnJoin(true)
                                    .seatHold(Duration.ZERO)
                                    .maxInputsPerPlayer(2)
                                    .maxInput(100))
                    .build())
            .patience(Patience.LIMIT);

    private Metric.Sample sample(String name, Map<String, String> labels) {
        return hub.endpoint(0).metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .flatMap(metric -> metric.samples().stream())
                .filter(sample -> sample.labels().equals(labels))
                .findAny()
                .orElseThrow();
    }

    private double value(String name, String... reason) {
        Map<String, String> labels =
                reason.length == 0 ? Map.of("kind", "busy") : Map.of("kind", "busy", reason[0], reason[1]);
        return ((Metric.Value) sample(name, labels)).value();
    }

    private Metric.Distribution distribution(String name) {
        return (Metric.Distribution) sample(name, Map.of("kind", "busy"));
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end, "in time");
            Thread.onSpinWait();
        }
    }

    private boolean another() {
        return hub.endpoint(0)
                .rooms("busy")
                .create("another", Map.of())
                .map(true)
                .otherwise(false)
                .await();
    }

    @Test
    void roomsPlayersTicksAndRefusalsAreCounted() {
        double small = value("wingbeat_room_inputs_refused_total", "reason", "too_large");
        double flood = value("wingbeat_room_inputs_refused_total", "reason", "busy");
        TestChannel ann = hub.connect().join("busy:counted");
        TestChannel bob = hub.connect().join("busy:counted");
        assertEquals(1, value("wingbeat_rooms"));
        await(() -> value("wingbeat_room_players") == 2); // counted behind the reply of the join
        ann.push("big", Map.of("text", "x".repeat(100))).assertReply("error", Map.of("reason", "too_large"));
        assertEquals(small + 1, value("wingbeat_room_inputs_refused_total", "reason", "too_large"));
        for (int i = 0; i < 20; i++) {
            ann.push("work", Map.of("millis", 0));
        }
        await(() -> value("wingbeat_room_inputs_refused_total", "reason", "busy") > flood);
        long ticks = distribution("wingbeat_room_tick_seconds").count();
        await(() -> distribution("wingbeat_room_tick_seconds").count() >= ticks + 5);
        assertTrue(distribution("wingbeat_room_lag_seconds").count() >= 5);
        ann.push("work", Map.of("millis", 320));
        await(() -> value("wingbeat_room_ticks_skipped_total") > 0);
        bob.push("work", Map.of("millis", 0)).assertReply("ok");
        ann.leave();
        bob.leave();
        await(() -> value("wingbeat_room_players") == 0);
    }

    @Test
    void aBusyLoopIsNamedAndTakesNoNewRooms() throws InterruptedException {
        try (var log = LogRecords.of("dev.wingbeat.roomloop")) {
            TestChannel ann = hub.connect().join("busy:warned");
            ann.push("work", Map.of("millis", 48)).assertReply("ok");
            log.await(record -> record.getLevel().equals(Level.WARNING)
                    && record.getMessage().startsWith("room busy:warned has computed for "));
            log.await(record -> record.getMessage().startsWith("a loop of rooms, which takes no new ones, has "));
            var refused = hub.connect().joinRefused("busy:another", Map.of());
            assertEquals("busy", refused.json().getString("reason"));
            assertEquals("room_loops", refused.json().getString("limit"));
            hub.connect().join("busy:warned");
            ann.push("work", Map.of("millis", 0)).assertReply("ok");
            await(this::another);
        }
    }
}
