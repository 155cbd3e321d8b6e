package dev.wingbeat.tracker;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.crdt.CausalContext;
import dev.wingbeat.crdt.Delta;
import dev.wingbeat.crdt.Digest;
import dev.wingbeat.crdt.Dot;
import dev.wingbeat.crdt.DotSet;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads gossip: kind, generation of the sender, then what the kind says. The node that speaks is told by the
 * envelope. Numbers have seven bits a byte, lowest first; a topic is written once in a message.
 */
final class GossipCodec {

    private static final int CHANGE = 0;
    private static final int HEARTBEAT = 1;
    private static final int PULL = 2;
    private static final int MISSING = 3;
    private static final int GONE = 4;

    private GossipCodec() {}

    static Buffer encode(Gossip gossip) {
        Buffer buffer = Buffer.buffer(128);
        switch (gossip) {
            case Gossip.Change(ReplicaId from, Delta<Payload> delta) -> {
                begin(buffer, CHANGE, from);
                write(buffer, from, delta);
            }
            case Gossip.Heartbeat(Digest digest) -> {
                begin(buffer, HEARTBEAT, digest.replica());
                number(number(buffer, digest.counter()), digest.size()).appendLong(digest.hash());
            }
            case Gossip.Pull(ReplicaId from, long generation, long after, DotSet known) -> {
                begin(buffer, PULL, from).appendLong(generation);
                write(number(buffer, after), known);
            }
            case Gossip.Missing(ReplicaId from, long after, Delta<Payload> delta, boolean complete) -> {
                number(begin(buffer, MISSING, from), after).appendByte((byte) (complete ? 1 : 0));
                write(buffer, from, delta);
            }
            case Gossip.Gone(ReplicaId from) -> begin(buffer, GONE, from);
        }
        return buffer;
    }

    /**
     * Reads what a node has said, or whoever reaches the event bus.
     *
     * @throws IllegalArgumentException when it is no gossip, cut short, or has something in it that clients cannot be sent
     */
    static Gossip decode(String origin, Buffer buffer) {
        try {
            var reader = new GossipReader(buffer.getBytes());
            Gossip gossip = read(origin, reader);
            if (reader.remaining() > 0) {
                throw new IllegalArgumentException(reader.remaining() + " bytes more (expected: the end)");
            }
            return gossip;
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("gossip of " + origin + ", " + buffer.length() + " bytes: " + e, e);
        }
    }

    private static Gossip read(String origin, GossipReader reader) {
        int kind = reader.int8();
        var from = new ReplicaId(origin, reader.int64());
        return switch (kind) {
            case CHANGE -> new Gossip.Change(from, delta(from, reader));
            case HEARTBEAT -> new Gossip.Heartbeat(new Digest(from, reader.number(), reader.size(), reader.int64()));
            case PULL -> new Gossip.Pull(from, reader.int64(), reader.number(), dots(reader));
            case MISSING -> {
                long after = reader.number();
                boolean complete = reader.int8() != 0;
                yield new Gossip.Missing(from, after, delta(from, reader), complete);
            }
            case GONE -> new Gossip.Gone(from);
            default -> throw new IllegalArgumentException("kind of gossip: " + kind + " (expected: 0 to 4)");
        };
    }

    private static void write(Buffer buffer, ReplicaId from, Delta<Payload> delta) {
        write(buffer, delta.context().dots(from));
        number(buffer, delta.entries().size());
        Map<String, Integer> topics = new HashMap<>();
        long counter = 0;
        for (Entry<Payload> entry : delta.entries()) {
            number(buffer, entry.dot().counter() - counter);
            counter = entry.dot().counter();
            Integer topic = topics.get(entry.topic());
            number(buffer, topic == null ? topics.size() : topic);
            if (topic == null) {
                topics.put(entry.topic(), topics.size());
                text(buffer, entry.topic());
            }
            number(buffer, entry.owner());
            text(buffer, entry.key());
            number(buffer, entry.value().length()).appendBuffer(entry.value().buffer());
        }
    }

    private static Delta<Payload> delta(ReplicaId from, GossipReader reader) {
        DotSet dots = dots(reader);
        int entries = reader.size();
        List<Entry<Payload>> read = new ArrayList<>();
        List<String> topics = new ArrayList<>();
        long counter = 0;
        for (int i = 0; i < entries; i++) {
            counter = Math.addExact(counter, reader.number());
            int topic = reader.size();
            if (topic == topics.size()) {
                topics.add(reader.text());
            }
            read.add(new Entry<>(
                    new Dot(from, counter), topics.get(topic), reader.number(), reader.text(), meta(reader.bytes())));
        }
        return new Delta<>(dots.isEmpty() ? CausalContext.EMPTY : CausalContext.of(from, dots), read);
    }

    private static Payload meta(byte[] bytes) {
        Payload meta = Payload.checkedJson(bytes);
        if (meta == null || !meta.isObject()) {
            throw new IllegalArgumentException("meta: " + bytes.length + " bytes (expected: a JSON object)");
        }
        return meta;
    }

    /** Ranges as what lies between and what lies within. */
    private static void write(Buffer buffer, DotSet dots) {
        number(buffer, dots.ranges());
        long[] last = {0};
        dots.forEachRange((from, to) -> {
            number(number(buffer, from - last[0]), to - from);
            last[0] = to;
        });
    }

    private static DotSet dots(GossipReader reader) {
        int ranges = reader.size();
        if (ranges > reader.remaining() / 2) {
            throw new IndexOutOfBoundsException(ranges + " ranges in " + reader.remaining() + " bytes");
        }
        long[] bounds = new long[2 * ranges];
        long last = 0;
        for (int i = 0; i < bounds.length; i += 2) {
            bounds[i] = Math.addExact(last, reader.number());
            bounds[i + 1] = Math.addExact(bounds[i], reader.number());
            last = bounds[i + 1];
        }
        return DotSet.ofRanges(bounds);
    }

    private static Buffer begin(Buffer buffer, int kind, ReplicaId from) {
        return buffer.appendByte((byte) kind).appendLong(from.generation());
    }

    private static void text(Buffer buffer, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        number(buffer, bytes.length).appendBytes(bytes);
    }

    private static Buffer number(Buffer buffer, long number) {
        long rest = number;
        while ((rest & ~0x7FL) != 0) {
            buffer.appendByte((byte) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        return buffer.appendByte((byte) rest);
    }
}
