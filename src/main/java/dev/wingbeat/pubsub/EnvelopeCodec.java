package dev.wingbeat.pubsub;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads envelopes: version, origin, generation, lane, first sequence number, then items to the end. Payloads are
 * their bytes, verbatim. Numbers are big-endian, texts UTF-8 behind their length.
 */
final class EnvelopeCodec {

    /** The first byte; a node ignores envelopes of a version it does not know, and says so once. */
    static final int VERSION = 1;

    /** In place of the sequence number: an envelope for one node only, outside of the numbers. */
    static final long UNNUMBERED = -1;

    private static final int JSON = 0;
    private static final int BINARY = 1;
    private static final int HELLO = 2;
    private static final int PROBE = 3;
    private static final int GOSSIP = 4;

    private EnvelopeCodec() {}

    /** Begins an envelope, to which items are appended. */
    static Buffer begin(String origin, long generation, int lane, long sequence) {
        Buffer buffer = Buffer.buffer(1024).appendByte((byte) VERSION);
        appendText(buffer, origin);
        return buffer.appendLong(generation).appendByte((byte) lane).appendLong(sequence);
    }

    static void append(Buffer buffer, LaneItem item) {
        switch (item) {
            case LaneItem.Broadcasted(Broadcast(String topic, String event, Payload payload)) -> {
                buffer.appendByte((byte) (payload.isBinary() ? BINARY : JSON));
                appendText(buffer, topic);
                appendText(buffer, event);
                buffer.appendInt(payload.length()).appendBuffer(payload.buffer());
            }
            case LaneItem.Hello(int lanes) -> buffer.appendByte((byte) HELLO).appendByte((byte) lanes);
            case LaneItem.Probe(String node) -> appendText(buffer.appendByte((byte) PROBE), node);
            case LaneItem.Gossiped(String name, Buffer bytes) -> {
                appendText(buffer.appendByte((byte) GOSSIP), name);
                buffer.appendInt(bytes.length()).appendBuffer(bytes);
            }
        }
    }

    /**
     * Reads an envelope; null when its version is another.
     *
     * @throws IndexOutOfBoundsException when it is cut short
     * @throws IllegalArgumentException when an item is of no known kind
     */
    static @Nullable Envelope decode(Buffer buffer) {
        if (buffer.getByte(0) != VERSION) {
            return null;
        }
        var reader = new Reader(buffer, 1);
        String origin = reader.text();
        long generation = reader.int64();
        int lane = reader.int8();
        long sequence = reader.int64();
        List<LaneItem> items = new ArrayList<>();
        while (reader.position < buffer.length()) {
            items.add(item(reader));
        }
        return new Envelope(origin, generation, lane, sequence, items);
    }

    private static LaneItem item(Reader reader) {
        int kind = reader.int8();
        return switch (kind) {
            case JSON ->
                new LaneItem.Broadcasted(new Broadcast(reader.text(), reader.text(), Payload.rawJson(reader.bytes())));
            case BINARY ->
                new LaneItem.Broadcasted(new Broadcast(reader.text(), reader.text(), Payload.binary(reader.bytes())));
            case HELLO -> new LaneItem.Hello(reader.int8());
            case PROBE -> new LaneItem.Probe(reader.text());
            case GOSSIP -> new LaneItem.Gossiped(reader.text(), Buffer.buffer(reader.bytes()));
            default -> throw new IllegalArgumentException("kind of item: " + kind + " (expected: 0 to 4)");
        };
    }

    private static Buffer appendText(Buffer buffer, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return buffer.appendInt(bytes.length).appendBytes(bytes);
    }

    /** Reads from front to back. */
    private static final class Reader {
        private final Buffer buffer;
        private int position;

        Reader(Buffer buffer, int position) {
            this.buffer = buffer;
            this.position = position;
        }

        int int8() {
            return buffer.getUnsignedByte(position++);
        }

        long int64() {
            position += Long.BYTES;
            return buffer.getLong(position - Long.BYTES);
        }

        byte[] bytes() {
            int start = position + Integer.BYTES;
            int length = buffer.getInt(position);
            Objects.checkFromIndexSize(start, length, buffer.length()); // a length that lies allocates nothing
            position = start + length;
            return buffer.getBytes(start, position);
        }

        String text() {
            return new String(bytes(), UTF_8);
        }
    }
}
