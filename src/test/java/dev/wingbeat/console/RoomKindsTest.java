package dev.wingbeat.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a node says of the rooms of each kind. */
class RoomKindsTest {

    private final Metrics metrics = new Metrics();
    private final AtomicLong time = new AtomicLong();
    private final RoomKinds kinds = new RoomKinds(metrics::snapshot, time::get);

    private void ticks(String kind, int count, long millis) {
        var ticks = metrics.histogram(Meter.ROOM_TICK_SECONDS, kind);
        for (int i = 0; i < count; i++) {
            ticks.record(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private void pass(int minutes) {
        for (int i = 0; i < minutes; i++) {
            time.addAndGet(RoomKinds.WINDOW);
            kinds.tick();
        }
    }

    private JsonObject only() {
        assertEquals(1, kinds.json("a").getJsonArray("kinds").size());
        return kinds.json("a").getJsonArray("kinds").getJsonObject(0);
    }

    @Test
    void slowestHundredthOfTheLastMinutesIsShown() {
        metrics.counter(Meter.ROOMS, "arena").add(3);
        metrics.counter(Meter.ROOM_PLAYERS, "arena").add(7);
        assertEquals(
                new JsonObject()
                        .put("kind", "arena")
                        .put("rooms", 3L)
                        .put("players", 7L)
                        .putNull("tick_p99_ms")
                        .putNull("lag_p99_ms")
                        .put("skipped", 0L),
                only());
        ticks("arena", 980, 1);
        ticks("arena", 20, 90);
        assertEquals(100.0, only().getDouble("tick_p99_ms"));
        pass(1);
        assertEquals(100.0, only().getDouble("tick_p99_ms"), "what is less than a minute old");
        ticks("arena", 100, 1);
        pass(1);
        assertEquals(1.0, only().getDouble("tick_p99_ms"));
        pass(2);
        assertEquals(null, only().getDouble("tick_p99_ms"));
    }

    @Test
    void withoutKindsThereIsNothingToSay() {
        assertEquals("{\"node\":\"a\",\"kinds\":[]}", kinds.json("a").encode());
    }
}
