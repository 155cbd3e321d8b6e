package dev.wingbeat.lane;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Utf8;
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

    /** Bytes that V2 has room for in the names of a binary message. */
    private static final int BINARY_NAME = 255;

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
     * Reads an envelope; null when its version is another. Whoever reaches the event bus may have written it: items that clients
     * could not be sent are left out and counted. Kinds that are not known cannot be passed over, so nothing behind them is read.
     *
     * @throws IndexOutOfBoundsException when it is cut short before its first item
     * @throws IllegalArgumentException when the name of its origin is no UTF-8
     */
    static @Nullable Envelope decode(Buffer buffer) {
        if (buffer.getByte(0) != VERSION) {
            return null;
        }
        var reader = new Reader(buffer, 1);
        String origin = reader.text();
        if (origin == null) {
            throw new IllegalArgumentException("origin: no UTF-8 (expected: the name of a node)");
        }
        long generation = reader.int64();
        int lane = reader.int8();
        long sequence = reader.int64();
        List<LaneItem> items = new ArrayList<>();
        int rejected = 0;
        while (reader.position < buffer.length()) {
            int before = items.size();
            boolean readable = item(reader, items);
            if (items.size() == before) {
                rejected++;
            }
            if (!readable) {
                break;
            }
        }
        return new Envelope(origin, generation, lane, sequence, items, rejected);
    }

    /** Adds the next item unless it is to be left out; false when nothing behind it can be read. */
    private static boolean item(Reader reader, List<LaneItem> items) {
        try {
            int kind = reader.int8();
            LaneItem item = switch (kind) {
                case JSON -> broadcast(reader.text(), reader.text(), Payload.checkedJson(reader.bytes()));
                case BINARY -> binary(reader);
                case HELLO -> new LaneItem.Hello(reader.int8());
                case PROBE -> probe(reader.text());
                case GOSSIP -> gossip(reader.text(), Buffer.buffer(reader.bytes()));
                default -> null;
            };
            if (item != null) {
                items.add(item);
            }
            return kind <= GOSSIP;
        } catch (IndexOutOfBoundsException cutShort) {
            return false;
        }
    }

    private static @Nullable LaneItem broadcast(
            @Nullable String topic, @Nullable String event, @Nullable Payload payload) {
        return topic == null || event == null || payload == null || !Events.isSendable(event)
                ? null
                : new LaneItem.Broadcasted(new Broadcast(topic, event, payload));
    }

    private static @Nullable LaneItem binary(Reader reader) {
        byte[] topic = reader.bytes();
        byte[] event = reader.bytes();
        byte[] payload = reader.bytes();
        return topic.length > BINARY_NAME || event.length > BINARY_NAME
                ? null
                : broadcast(Utf8.text(topic), Utf8.text(event), Payload.binary(payload));
    }

    private static @Nullable LaneItem probe(@Nullable String node) {
        return node == null ? null : new LaneItem.Probe(node);
    }

    private static @Nullable LaneItem gossip(@Nullable String name, Buffer bytes) {
        return name == null ? null : new LaneItem.Gossiped(name, bytes);
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
            return buffer.getUnsignedByte(Objects.checkIndex(position++, buffer.length()));
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

        /** Reads a text; null when it is no UTF-8. */
        @Nullable
        String text() {
            return Utf8.text(bytes());
        }
    }
}
