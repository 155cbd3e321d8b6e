package dev.wingbeat.lane;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Utf8;
import dev.wingbeat.trace.TraceContext;
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

    /** In place of the sequence number: an envelope outside of the numbers. */
    static final long UNNUMBERED = -1;

    private static final int JSON = 0;
    private static final int BINARY = 1;
    private static final int HELLO = 2;
    private static final int PROBE = 3;
    private static final int GOSSIP = 4;

    // From here on a length follows the kind, so that who does not know it can pass it over.
    private static final int LEASE_ASKED = 5;
    private static final int LEASE_GRANTED = 6;
    private static final int TOPICS_BEGUN = 7;
    private static final int TOPICS_WANTED = 8;
    private static final int WANT_NOTED = 9;
    private static final int TOPICS_RELEASED = 10;
    private static final int TRACE = 11;

    /** The gossip as which a node's features travel: the first release passes over names that it does not know. */
    private static final String FEATURES = "wingbeat.features";

    /** Bytes that V2 has room for in the names of a binary message. */
    private static final int BINARY_NAME = 255;

    private EnvelopeCodec() {}

    /** Begins an envelope, to which items are appended. */
    static Buffer begin(String origin, long generation, int lane, long sequence) {
        Buffer buffer = Buffer.buffer(1024).appendByte((byte) VERSION);
        appendText(buffer, origin);
        return buffer.appendLong(generation).appendByte((byte) lane).appendLong(sequence);
    }

    /** Returns an item as it is appended to envelopes. */
    static Buffer encode(LaneItem item) {
        Buffer buffer = Buffer.buffer(256);
        append(buffer, item);
        return buffer;
    }

    static void append(Buffer buffer, LaneItem item) {
        switch (item) {
            case LaneItem.Broadcasted(Broadcast broadcast) -> appendBroadcast(buffer, broadcast);
            case LaneItem.Traced(TraceContext trace, Broadcast broadcast) -> {
                append(buffer, new LaneItem.Trace(trace));
                appendBroadcast(buffer, broadcast);
            }
            case LaneItem.Trace(TraceContext context) -> context.appendTo(head(buffer, TRACE, TraceContext.BYTES));
            case LaneItem.Hello(int lanes) -> buffer.appendByte((byte) HELLO).appendByte((byte) lanes);
            case LaneItem.Probe(String node) -> appendText(buffer.appendByte((byte) PROBE), node);
            case LaneItem.Gossiped(String name, Buffer bytes) -> appendGossip(buffer, name, bytes);
            case LaneItem.Features(long bits) ->
                appendGossip(buffer, FEATURES, Buffer.buffer(Long.BYTES).appendLong(bits));
            case LaneItem.Interest interest -> appendInterest(buffer, interest);
        }
    }

    private static void appendBroadcast(Buffer buffer, Broadcast broadcast) {
        Payload payload = broadcast.payload();
        buffer.appendByte((byte) (payload.isBinary() ? BINARY : JSON));
        appendText(buffer, broadcast.topic());
        appendText(buffer, broadcast.event());
        buffer.appendInt(payload.length()).appendBuffer(payload.buffer());
    }

    private static void appendGossip(Buffer buffer, String name, Buffer bytes) {
        appendText(buffer.appendByte((byte) GOSSIP), name);
        buffer.appendInt(bytes.length()).appendBuffer(bytes);
    }

    private static void appendInterest(Buffer buffer, LaneItem.Interest interest) {
        switch (interest) {
            case LaneItem.LeaseAsked(long number, boolean withTopics) ->
                head(buffer, LEASE_ASKED, 9).appendLong(number).appendByte((byte) (withTopics ? 1 : 0));
            case LaneItem.LeaseGranted(long number, int topics, long digest) ->
                head(buffer, LEASE_GRANTED, 20)
                        .appendLong(number)
                        .appendInt(topics)
                        .appendLong(digest);
            case LaneItem.TopicsBegun(boolean everything) ->
                head(buffer, TOPICS_BEGUN, 1).appendByte((byte) (everything ? 1 : 0));
            case LaneItem.TopicsWanted(long batch, Buffer topics) ->
                head(buffer, TOPICS_WANTED, Long.BYTES + topics.length())
                        .appendLong(batch)
                        .appendBuffer(topics);
            case LaneItem.WantNoted(long batch) ->
                head(buffer, WANT_NOTED, Long.BYTES).appendLong(batch);
            case LaneItem.TopicsReleased(Buffer topics) ->
                head(buffer, TOPICS_RELEASED, topics.length()).appendBuffer(topics);
        }
    }

    private static Buffer head(Buffer buffer, int kind, int length) {
        return buffer.appendByte((byte) kind).appendInt(length);
    }

    /**
     * Reads an envelope; null when its version is another. Whoever reaches the event bus may have written it: items that clients
     * could not be sent are left out and counted, and so are kinds that are not known.
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
                default -> measured(kind, Buffer.buffer(reader.bytes()));
            };
            if (item != null) {
                items.add(item);
            }
            return true;
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
        if (FEATURES.equals(name)) {
            return bytes.length() < Long.BYTES ? null : new LaneItem.Features(bytes.getLong(0));
        }
        return name == null ? null : new LaneItem.Gossiped(name, bytes);
    }

    /** Reads an item that has a length of its own; what a later version has appended to it is passed over. */
    private static @Nullable LaneItem measured(int kind, Buffer bytes) {
        int length = bytes.length();
        return switch (kind) {
            case LEASE_ASKED -> length < 9 ? null : new LaneItem.LeaseAsked(bytes.getLong(0), bytes.getByte(8) != 0);
            case LEASE_GRANTED ->
                length < 20 ? null : new LaneItem.LeaseGranted(bytes.getLong(0), bytes.getInt(8), bytes.getLong(12));
            case TOPICS_BEGUN -> length < 1 ? null : new LaneItem.TopicsBegun(bytes.getByte(0) != 0);
            case TOPICS_WANTED ->
                length < Long.BYTES
                        ? null
                        : new LaneItem.TopicsWanted(bytes.getLong(0), bytes.getBuffer(Long.BYTES, length));
            case WANT_NOTED -> length < Long.BYTES ? null : new LaneItem.WantNoted(bytes.getLong(0));
            case TOPICS_RELEASED -> new LaneItem.TopicsReleased(bytes);
            case TRACE -> length < TraceContext.BYTES ? null : new LaneItem.Trace(TraceContext.read(bytes));
            default -> null;
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
