package dev.wingbeat.lane;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.trace.TraceContext;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What goes over the event bus between nodes. */
final class EnvelopeCodecTest {

    private static final long SEED = 20_261_120;
    private static final TraceContext TRACE = new TraceContext(1, -2, Long.MIN_VALUE, (byte) 1);

    @Test
    void everyItemComesBackAsItWas() {
        var json = new Broadcast("room:ü", "eve€nt", Payload.of(Map.of("text", "😀")));
        var binary = new Broadcast("room:b", "raw", Payload.of(Buffer.buffer(new byte[] {0, -1, 7})));
        Buffer buffer = EnvelopeCodec.begin("node-ä", Long.MAX_VALUE, 63, 1L << 40);
        for (LaneItem item : List.of(
                new LaneItem.Broadcasted(json),
                new LaneItem.Hello(64),
                new LaneItem.Broadcasted(binary),
                new LaneItem.Probe("node-b"),
                new LaneItem.Gossiped("präsenz", Buffer.buffer(new byte[] {4, 0, -1})))) {
            EnvelopeCodec.append(buffer, item);
        }

        Envelope envelope = EnvelopeCodec.decode(buffer);

        assertEquals("node-ä", envelope.origin());
        assertEquals(Long.MAX_VALUE, envelope.generation());
        assertEquals(63, envelope.lane());
        assertEquals(1L << 40, envelope.sequence());
        assertEquals(5, envelope.items().size());
        assertSame(json, envelope.items().get(0));
        assertEquals(new LaneItem.Hello(64), envelope.items().get(1));
        assertSame(binary, envelope.items().get(2));
        assertEquals(new LaneItem.Probe("node-b"), envelope.items().get(3));
        assertEquals(
                new LaneItem.Gossiped("präsenz", Buffer.buffer(new byte[] {4, 0, -1})),
                envelope.items().get(4));
    }

    @Test
    void everyItemOfALaterKindComesBackAsItWas() {
        Buffer topics = Buffer.buffer().appendLong(1).appendLong(-7);
        List<LaneItem> items = List.of(
                new LaneItem.Features(LaneFeatures.ALL | 1L << 63),
                new LaneItem.LeaseAsked(Long.MIN_VALUE, true),
                new LaneItem.LeaseAsked(2, false),
                new LaneItem.LeaseGranted(3, 1 << 19, -1),
                new LaneItem.TopicsBegun(true),
                new LaneItem.TopicsBegun(false),
                new LaneItem.TopicsWanted(4, topics),
                new LaneItem.WantNoted(5),
                new LaneItem.TopicsReleased(topics),
                new LaneItem.Trace(TRACE));
        Buffer buffer = EnvelopeCodec.begin("node", 1, 2, 3);
        items.forEach(item -> EnvelopeCodec.append(buffer, item));

        Envelope envelope = EnvelopeCodec.decode(buffer);

        assertEquals(items, envelope.items());
        assertEquals(0, envelope.rejected());
    }

    @Test
    void traceIsThirtyBytesMoreAheadOfItsBroadcast() {
        Broadcast broadcast = Broadcast.of("room:a", "e", Map.of());
        Buffer plain = EnvelopeCodec.encode(new LaneItem.Broadcasted(broadcast));
        Buffer traced = EnvelopeCodec.encode(new LaneItem.Traced(TRACE, broadcast));
        assertEquals(11, traced.getByte(0));
        assertEquals(TraceContext.BYTES, traced.getInt(1));
        assertEquals(TRACE, TraceContext.read(traced.getBuffer(5, 30)));
        assertEquals(plain, traced.getBuffer(30, traced.length()));
    }

    @Test
    void laterKindsMayGrowAndAreLeftOutWhenTheyAreCutShort() {
        Buffer buffer = EnvelopeCodec.begin("node", 1, 2, 3)
                .appendByte((byte) 9) // a batch that was noted, and more
                .appendInt(12)
                .appendLong(17)
                .appendInt(4)
                .appendByte((byte) 6) // a lease that lacks half of itself
                .appendInt(8)
                .appendLong(17);
        EnvelopeCodec.append(buffer, new LaneItem.Hello(4));

        Envelope envelope = EnvelopeCodec.decode(buffer);

        assertEquals(List.of(new LaneItem.WantNoted(17), new LaneItem.Hello(4)), envelope.items());
        assertEquals(1, envelope.rejected());
    }

    private static void assertSame(Broadcast expected, LaneItem item) {
        Broadcast actual = assertInstanceOf(LaneItem.Broadcasted.class, item).broadcast();
        assertEquals(expected.topic(), actual.topic());
        assertEquals(expected.event(), actual.event());
        assertEquals(expected.payload().isBinary(), actual.payload().isBinary());
        assertEquals(expected.payload().buffer(), actual.payload().buffer());
    }

    @Test
    void anotherVersionIsLeftAlone() {
        Buffer buffer = EnvelopeCodec.begin("a", 1, 0, 0);
        buffer.setByte(0, (byte) 2);
        assertNull(EnvelopeCodec.decode(buffer));
    }

    @Test
    void envelopeCutAnywhereInsideAnItemIsRefused() {
        Buffer head = EnvelopeCodec.begin("node", 1, 2, 3);
        Buffer whole = head.copy();
        EnvelopeCodec.append(whole, new LaneItem.Broadcasted(Broadcast.of("room:a", "e", Map.of("n", 1))));
        for (int length = 1; length < whole.length(); length++) {
            Buffer cut = whole.getBuffer(0, length);
            if (length < head.length()) {
                assertThrows(IndexOutOfBoundsException.class, () -> EnvelopeCodec.decode(cut), "length " + length);
            } else {
                Envelope read = EnvelopeCodec.decode(cut);
                assertEquals(List.of(), read.items(), "length " + length);
                assertEquals(length == head.length() ? 0 : 1, read.rejected(), "length " + length);
            }
        }
    }

    @Test
    void lengthBeyondTheEndIsRefusedBeforeAnythingIsAllocated() {
        for (int length : new int[] {Integer.MAX_VALUE, Integer.MAX_VALUE - 64, Integer.MIN_VALUE, -1, 1 << 30}) {
            Buffer lying =
                    Buffer.buffer().appendByte((byte) EnvelopeCodec.VERSION).appendInt(length);
            assertThrows(IndexOutOfBoundsException.class, () -> EnvelopeCodec.decode(lying), "length " + length);
        }
    }

    @Test
    void garbageIsReadOrRefusedButNothingElse() {
        var random = new SplittableRandom(SEED);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(1, 80)];
            random.nextBytes(bytes);
            bytes[0] = EnvelopeCodec.VERSION;
            Buffer garbage = Buffer.buffer(bytes);
            try {
                var unused = EnvelopeCodec.decode(garbage);
            } catch (IndexOutOfBoundsException | IllegalArgumentException refused) {
                assertFalse(refused instanceof ArrayIndexOutOfBoundsException, () -> "seed " + SEED + ": " + garbage);
            }
        }
    }
}
