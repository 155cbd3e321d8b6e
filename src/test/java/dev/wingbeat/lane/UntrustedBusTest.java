package dev.wingbeat.lane;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import dev.wingbeat.trace.TraceContext;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody who reaches the event bus may send: clients get none of it, and the log hardly any. */
final class UntrustedBusTest {

    private static final String TOPIC = "room:bus";
    private static final int LANE = LaneAddress.laneOf(TOPIC);
    private static final long SEED = 20_261_128;

    private final Vertx vertx = Vertx.vertx();
    private final Lanes lanes = new Lanes(vertx, "b", Set::of, this::hear);
    private final LinkedBlockingQueue<Broadcast> heard = new LinkedBlockingQueue<>();
    private final LogRecords log = LogRecords.of("dev.wingbeat.lane");
    private long sequence;

    @BeforeEach
    void start() throws Exception {
        lanes.start().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private void hear(Broadcast broadcast, @Nullable TraceContext trace) {
        if (broadcast.topic().equals(TOPIC)) {
            heard.add(broadcast);
        }
    }

    @AfterEach
    void stop() throws Exception {
        log.close();
        vertx.close().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void itemsThatAreNoJsonOrNoUtf8AreLeftOutAndCounted() throws Exception {
        Buffer envelope = envelope(7);
        append(envelope, 0, TOPIC, "first", "{\"n\":1}");
        append(envelope, 0, TOPIC, "cut", "{\"n\":1");
        append(envelope, 0, TOPIC, "two", "{} {}");
        append(envelope, 0, TOPIC, "latin", "{\"text\":\"\u00e9\"}");
        append(envelope, 0, TOPIC, "\u00e9", "{}");
        append(envelope, 0, "\u00e9", "event", "{}");
        append(envelope, 1, TOPIC, "e".repeat(256), "binary");
        append(envelope, 0, TOPIC, "last", "{}");
        send(envelope);
        assertEquals("first", next().event());
        assertEquals("last", next().event());
        assertEquals(6, lanes.counters().itemsRejected());
        sequence = 15;
        expectMark();
        assertEquals(0, lanes.counters().itemsLost(), "what was left out was not lost");
    }

    @Test
    void eventsOfTheProtocolItselfAreLeftOutAndCounted() throws Exception {
        Buffer envelope = envelope(0);
        append(envelope, 0, TOPIC, "before", "{}");
        append(envelope, 0, TOPIC, "phx_close", "{}");
        append(envelope, 1, TOPIC, "phx_error", "binary");
        append(envelope, 0, TOPIC, "phx_reply", "{\"status\":\"ok\",\"response\":{}}");
        append(envelope, 0, TOPIC, "chan_reply_1", "{}");
        append(envelope, 0, TOPIC, "behind", "{}");
        plain(new JsonObject().put("topic", TOPIC).put("event", "phx_close").put("payload", new JsonObject()));
        plain(new JsonObject().put("topic", TOPIC).put("event", "news").put("payload", new JsonObject()));
        assertEquals("news", next().event());
        send(envelope);
        assertEquals("before", next().event());
        assertEquals("behind", next().event());
        sequence = 6;
        expectMark();
        assertEquals(5, lanes.counters().itemsRejected());
        assertEquals(0, lanes.counters().itemsLost(), "what was left out was not lost");
        assertQuiet();
    }

    @Test
    void unknownKindsArePassedOverAndNothingIsReadBehindALengthThatLies() throws Exception {
        Buffer unknown = envelope(0);
        append(unknown, 0, TOPIC, "before", "{}");
        unknown.appendByte((byte) 99).appendInt(3).appendString("new");
        append(unknown, 0, TOPIC, "behind", "{}");
        send(unknown);
        Buffer lie = envelope(3);
        append(lie, 0, TOPIC, "honest", "{}");
        send(lie.appendByte((byte) 0).appendInt(Integer.MAX_VALUE).appendString(TOPIC));
        assertEquals("before", next().event());
        assertEquals("behind", next().event());
        assertEquals("honest", next().event());
        assertEquals(2, lanes.counters().itemsRejected());
        assertEquals(0, lanes.counters().itemsLost(), "what was passed over was not lost");
        sequence = 5;
        expectMark();
    }

    @Test
    void plainMessagesThatAreNoBroadcastsAreCounted() throws Exception {
        plain(new JsonObject());
        plain(new JsonObject().put("topic", TOPIC).put("event", "e").put("payload", 17));
        plain(new JsonObject().put("topic", TOPIC).put("event", "e").put("payload", new JsonArray()));
        plain(new JsonObject().put("topic", TOPIC).put("event", 17).put("payload", new JsonObject()));
        vertx.eventBus().publish(LaneAddress.of(LANE), 42);
        vertx.eventBus().publish(LaneAddress.of(LANE), "text");
        plain(new JsonObject().put("topic", TOPIC).put("event", "news").put("payload", new JsonObject()));
        assertEquals("news", next().event());
        assertEquals(6, lanes.counters().itemsRejected());
        assertQuiet();
    }

    @Test
    void messagesForThisNodeAloneAreCheckedToo() throws Exception {
        vertx.eventBus().send("wingbeat.node.b", 42);
        vertx.eventBus().send("wingbeat.node.b", new JsonObject());
        vertx.eventBus().send("wingbeat.node.b", Buffer.buffer());
        Buffer envelope = envelope(0);
        append(envelope, 0, TOPIC, "garbage", "{");
        append(envelope, 0, TOPIC, "direct", "{}");
        vertx.eventBus().send("wingbeat.node.b", envelope);
        assertEquals("direct", next().event());
        assertEquals(4, lanes.counters().itemsRejected());
        assertQuiet();
    }

    @Test
    void fuzzedEnvelopesNeverReachClientsAsAnythingButJson() throws Exception {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < 3_000; round++) {
            Buffer envelope = envelope(round);
            append(envelope, round % 2, TOPIC, "some", "{\"text\":\"\\u00e9\",\"list\":[1,2.5e3,null]}");
            append(envelope, 0, TOPIC, "other", "{\"text\":\"more\"}");
            for (int change = random.nextInt(4); change >= 0; change--) {
                envelope.setByte(random.nextInt(1, envelope.length()), (byte) random.nextInt());
            }
            send(envelope.getBuffer(0, random.nextInt(envelope.length() / 2, envelope.length() + 1)));
        }
        sequence = Long.MIN_VALUE;
        mark();
        for (Broadcast broadcast = next(); !broadcast.event().equals("mark"); broadcast = next()) {
            if (!broadcast.payload().isBinary()) {
                assertNotNull(Payload.checkedJson(broadcast.payload().buffer().getBytes()));
            }
        }
        assertTrue(lanes.counters().itemsRejected() > 0);
        assertQuiet();
    }

    /** A line for each kind of fault at most, and no stack trace. */
    private void assertQuiet() {
        for (LogRecord line : log.records()) {
            assertEquals(null, line.getThrown(), line::getMessage);
        }
        assertTrue(log.records().size() <= 3, () -> "lines: " + log.records().size());
    }

    private void expectMark() throws Exception {
        mark();
        assertEquals("mark", next().event());
    }

    private void mark() {
        Buffer envelope = envelope(sequence);
        append(envelope, 0, TOPIC, "mark", "{}");
        send(envelope);
    }

    private void send(Buffer envelope) {
        vertx.eventBus().send(LaneAddress.of(LANE, "b"), envelope);
    }

    private void plain(JsonObject message) {
        vertx.eventBus().publish(LaneAddress.of(LANE), message);
    }

    private Broadcast next() throws InterruptedException {
        Broadcast broadcast = heard.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(broadcast, "nothing came");
        return broadcast;
    }

    private static Buffer envelope(long sequence) {
        return EnvelopeCodec.begin("a", 1, LANE, sequence);
    }

    /** Appends an item by hand; texts are written in Latin-1, which is no UTF-8 beyond ASCII. */
    private static void append(Buffer envelope, int kind, String topic, String event, String payload) {
        envelope.appendByte((byte) kind);
        for (String part : new String[] {topic, event, payload}) {
            byte[] bytes = part.getBytes(ISO_8859_1);
            envelope.appendInt(bytes.length).appendBytes(bytes);
        }
    }
}
