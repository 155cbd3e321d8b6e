package dev.wingbeat.lane;

import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageProducer;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The way of one lane to one other node. The event bus queues without a limit for a peer that does not read, so what has not
 * been written yet is counted, and beyond a limit envelopes for this peer are dropped, while all others get theirs; the limit is lower
 * while the node keeps too much for all others. Confined to the lane's context.
 */
final class LanePeer {

    /** Bytes that may wait on one lane for one peer: some 0.2 s of a link of 300 Mbit/s. */
    static final long LIMIT = 8L << 20;

    /** Bytes that may wait likewise when too much waits for all peers together. */
    static final long SHARE = 1L << 20;

    /** An envelope of this many bytes is not filled further. */
    static final int FULL = 48 * 1024;

    private final String node;
    private final MessageProducer<Buffer> producer;
    private final EnvelopeHead head;
    private final LaneCounters counters;
    private final RateLimitedLog full;
    private final RemoteInterest interest = new RemoteInterest();

    /** Bytes on their way to the event bus, whose threads take them off again. */
    private final AtomicLong waiting = new AtomicLong();

    private boolean readsTraces;
    private @Nullable Buffer envelope;
    private int items;

    /** The number of the next item: each peer's are counted by themselves, so that it can tell what it has missed. */
    private long next;

    /** The time of the first hello that it has not answered, 0 when it has answered all. */
    private long greetedAt;

    /** Consecutive ticks at which the node was no hub. */
    private int ticksAbsent;

    LanePeer(
            String node,
            MessageProducer<Buffer> producer,
            EnvelopeHead head,
            LaneCounters counters,
            RateLimitedLog full) {
        this.node = node;
        this.producer = producer;
        this.head = head;
        this.counters = counters;
        this.full = full;
    }

    /** Returns what the node wants, as far as is known here. */
    RemoteInterest interest() {
        return interest;
    }

    /** Notes what the node can read. */
    void features(long bits) {
        interest.features(bits);
        readsTraces = (bits & LaneFeatures.TRACES) != 0;
    }

    /** Returns whether the node can read {@link LaneItem.Trace}. */
    boolean readsTraces() {
        return readsTraces;
    }

    /** Adds an encoded item to the envelope of this turn. */
    void append(Buffer item) {
        append(item, 1);
    }

    /** Adds several items that are encoded as one, and stay together. */
    void append(Buffer item, int count) {
        Buffer open = envelope;
        if (open == null) {
            open = head.begin(next);
            envelope = open;
        }
        open.appendBuffer(item);
        items += count;
        next += count;
        if (open.length() >= FULL) {
            flush(open);
        }
    }

    /** Asks for a lease when one is due, and sends what has been added. */
    void flush(long now) {
        LaneItem ask = interest.ask(now);
        if (ask != null) {
            append(EnvelopeCodec.encode(ask));
        }
        Buffer open = envelope;
        if (open != null) {
            flush(open);
        }
    }

    private void flush(Buffer full) {
        int count = items;
        envelope = null;
        items = 0;
        send(full, count);
    }

    private void send(Buffer envelope, int items) {
        long waits = waiting.get();
        if (waits > LIMIT || (waits > SHARE && counters.tooMuchWaits())) {
            counters.dropped(items);
            full.log(() -> "node " + node + " does not read, what it is sent is dropped (more than "
                    + (waits > LIMIT ? LIMIT >> 20 : SHARE >> 20) + " MiB of a lane wait for it)");
            return;
        }
        int length = envelope.length();
        waiting.addAndGet(length);
        counters.sent(items, length);
        try {
            producer.write(envelope).onComplete(written -> written(length));
        } catch (IllegalStateException | AssertionError lost) {
            // Vert.x throws when the connection has just closed, with assertions on also as long as it waits for its
            // last bytes;
            // the node misses the envelope, the others must not
            written(length);
        }
    }

    private void written(int length) {
        waiting.addAndGet(-length);
        counters.written(length);
    }

    /** Notes that the node is told hello, at a time of {@link System#nanoTime}. */
    void greeted(long now) {
        greetedAt = greetedAt == 0 ? now : greetedAt;
    }

    /** Returns how long the node has taken to answer, 0 when nothing was to be answered. */
    long answered(long now) {
        long taken = greetedAt == 0 ? 0 : now - greetedAt;
        greetedAt = 0;
        return taken;
    }

    /** Notes that the node has shown itself. */
    void met() {
        ticksAbsent = 0;
    }

    /** Notes whether the node is a hub, and returns for how many ticks it has not been one. */
    int countAbsentTick(boolean hub) {
        ticksAbsent = hub ? 0 : ticksAbsent + 1;
        return ticksAbsent;
    }
}
