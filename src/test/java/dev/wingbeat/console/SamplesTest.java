package dev.wingbeat.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.metrics.Counter;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The last quarter of an hour of a node. */
class SamplesTest {

    private final AtomicLong time = new AtomicLong(1);
    private final Metrics metrics = new Metrics();
    private final Counter open = metrics.counter(Meter.CONNECTIONS, "/socket", "websocket");
    private final Counter sent = metrics.counter(Meter.MESSAGES_SENT, "websocket", "binary");
    private final Samples samples = new Samples(metrics::snapshot, time::get);

    private void pass() {
        for (int i = 0; i < 20; i++) {
            samples.tick();
            time.addAndGet(Samples.PERIOD / 20);
        }
    }

    private JsonArray series(String name) {
        return samples.json(List.of(name)).getJsonObject("series").getJsonArray(name);
    }

    @Test
    void gaugesAreShownAsTheyAreAndCountersAsWhatTheyGrowInASecond() {
        open.add(3);
        sent.add(1_000_000); // before anybody looked
        pass();
        open.add(4);
        sent.add(50);
        pass();
        open.add(-1);
        pass();
        assertEquals(new JsonArray(List.of(3.0, 7.0, 6.0)), series("connections"));
        assertEquals(new JsonArray(List.of(0.0, 10.0, 0.0)), series("sent"));
        assertEquals(6, samples.last(FigureSeries.CONNECTIONS));
    }

    @Test
    void oneOfSeveralLoopsIsTheBusiest() {
        metrics.observe(Meter.LOOP_BUSY, () -> 0.25, "0");
        metrics.observe(Meter.LOOP_BUSY, () -> 0.75, "1");
        pass();
        assertEquals(new JsonArray(List.of(0.75)), series("busy"));
    }

    @Test
    void asManyAreKeptAsFitIntoAQuarterOfAnHour() {
        for (int i = 0; i < Samples.KEPT + 20; i++) {
            open.add(1);
            pass();
        }
        JsonArray kept = series("connections");
        assertEquals(Samples.KEPT, kept.size());
        assertEquals(21.0, kept.getDouble(0));
        assertEquals(Samples.KEPT + 20.0, kept.getDouble(Samples.KEPT - 1));
        assertEquals(
                Samples.KEPT, samples.json(List.of("busy")).getJsonArray("at").size());
    }

    @Test
    void nobodyHasToAskForAllOfThem() {
        pass();
        assertEquals(1, samples.json(List.of("busy")).getJsonObject("series").size());
        JsonObject all = samples.json(List.of());
        assertEquals(FigureSeries.values().length, all.getJsonObject("series").size());
        assertEquals(24, FigureSeries.values().length);
    }
}
