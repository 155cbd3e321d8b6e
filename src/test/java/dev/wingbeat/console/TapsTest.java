package dev.wingbeat.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.protocol.Broadcast;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What taps show, and that they show no more than they may. */
class TapsTest {

    private static final int TICKS = 4;

    private final AtomicLong time = new AtomicLong();
    private final AtomicReference<@Nullable Consumer<Broadcast>> installed = new AtomicReference<>();
    private final Taps taps = new Taps("a", installed::set, time::get);

    private void send(String topic, Object payload) {
        Consumer<Broadcast> shown = installed.get();
        if (shown != null) {
            shown.accept(Broadcast.of(topic, "said", payload));
        }
    }

    private static List<JsonObject> events(JsonObject read) {
        return read.getJsonArray("events").stream().map(JsonObject.class::cast).toList();
    }

    private void pass(long millis) {
        for (long left = millis; left > 0; left -= 1000 / TICKS) {
            time.addAndGet(TimeUnit.MILLISECONDS.toNanos(1000 / TICKS));
            taps.tick();
        }
    }

    @Test
    void nobodyIsShownAnythingUnlessThereIsATap() {
        assertNull(installed.get());
        taps.start("1", "room:1", false);
        assertNotNull(installed.get());
        taps.stop("1");
        assertNull(installed.get());
    }

    @Test
    void topicIsShownExactlyOrByItsBeginning() {
        taps.start("one", "room:1", false);
        taps.start("all", "room:", true);
        send("room:1", Map.of("n", 1));
        send("room:12", Map.of("n", 2));
        send("other", Map.of("n", 3));
        assertEquals(
                List.of("room:1"),
                events(taps.read("one")).stream()
                        .map(event -> event.getString("topic"))
                        .toList());
        assertEquals(
                List.of("{\"n\":1}", "{\"n\":2}"),
                events(taps.read("all")).stream()
                        .map(event -> event.getString("payload"))
                        .toList());
        assertEquals(List.of(), events(taps.read("all")), "events (expected: each once)");
    }

    @Test
    void hundredOfASecondAreShownAndTheOthersCounted() {
        taps.start("1", "room:1", false);
        int shown = 0;
        int dropped = 0;
        for (int second = 0; second < 3; second++) {
            for (int i = 0; i < 10_000; i++) {
                send("room:1", Map.of("n", i));
            }
            JsonObject read = taps.read("1");
            shown += events(read).size();
            dropped += read.getInteger("dropped");
            pass(1000);
        }
        assertEquals(3 * Tap.RATE, shown);
        assertEquals(30_000 - 3 * Tap.RATE, dropped);
    }

    @Test
    void tapThatNobodyReadsKeepsLittleAndEnds() {
        taps.start("1", "room:1", false);
        for (int second = 0; second < 10; second++) {
            for (int i = 0; i < 150; i++) {
                send("room:1", Map.of("n", i));
            }
            pass(1000);
        }
        assertEquals(2 * Tap.RATE, events(taps.read("1")).size());
        pass(TimeUnit.NANOSECONDS.toMillis(Tap.UNREAD));
        assertNull(installed.get());
        assertThrows(AdminException.class, () -> taps.read("1"));
    }

    @Test
    void tapEndsAfterTenMinutesHoweverOftenItIsRead() {
        taps.start("1", "room:1", false);
        for (int i = 0; i < 599; i++) {
            pass(1000);
            taps.read("1");
        }
        pass(1000);
        assertThrows(AdminException.class, () -> taps.read("1"));
        assertNull(installed.get());
    }

    @Test
    void payloadIsCutBetweenTwoCharactersAndBinaryIsShownAsDigits() {
        taps.start("1", "room:1", false);
        send("room:1", Map.of("text", "x" + "ü".repeat(2_000)));
        send("room:1", Buffer.buffer(new byte[] {1, (byte) 0xAB}));
        List<JsonObject> events = events(taps.read("1"));
        String text = events.getFirst().getString("payload");
        assertTrue(text.startsWith("{\"text\":\"xü"), text);
        assertTrue(text.endsWith("ü"), text);
        int bytes = text.getBytes(UTF_8).length;
        assertTrue(bytes > Tapped.MAX_BYTES - 2 && bytes <= Tapped.MAX_BYTES, () -> bytes + " bytes");
        assertEquals(4_012, events.getFirst().getInteger("bytes"));
        assertEquals("01ab", events.getLast().getString("payload"));
        assertTrue(events.getLast().getBoolean("binary"));
    }

    @Test
    void fourAreTheMost() {
        for (int i = 0; i < Taps.MOST; i++) {
            taps.start("tap" + i, "room:1", false);
        }
        assertThrows(AdminException.class, () -> taps.start("more", "room:1", false));
        assertThrows(AdminException.class, () -> taps.start("more", "room:1", false));
        taps.stop("tap0");
        taps.stop("tap0");
        taps.start("more", "room:1", false);
        assertThrows(AdminException.class, () -> taps.start("another", "room:1", false));
    }

    @Test
    void ratesAreCountedWhileSomebodyAsksAndNotBeforeOrAfter() {
        send("room:1", Map.of());
        assertEquals(List.of(), taps.rates("").getJsonArray("topics").getList());
        assertNotNull(installed.get());
        for (int i = 0; i < 6; i++) {
            send(i < 4 ? "room:1" : "room:2", Map.of());
        }
        send("lobby", Map.of());
        pass(2_000);
        JsonObject read = taps.rates("room:");
        assertTrue(read.getBoolean("counted"));
        assertEquals(
                List.of("room:1 2.0", "room:2 1.0"),
                read.getJsonArray("topics").stream()
                        .map(JsonObject.class::cast)
                        .map(topic -> topic.getString("topic") + " " + topic.getDouble("rate"))
                        .toList());
        pass(20_000);
        assertNull(installed.get());
    }

    @Test
    void ratesOfTooManyTopicsAreOneNumber() {
        taps.rates("");
        for (int i = 0; i < TopicRates.MOST + 10; i++) {
            send("room:" + i, Map.of());
        }
        pass(2_000);
        JsonObject read = taps.rates("");
        assertEquals(TopicRates.SHOWN, read.getJsonArray("topics").size());
        assertEquals(5.0, read.getDouble("others"));
    }
}
