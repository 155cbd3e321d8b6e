package dev.wingbeat.lane;

import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageProducer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one lane sends to one other node. The event bus queues without a limit for a peer that does not read, so what has not
 * been written yet is counted, and beyond a limit envelopes for this peer are dropped, while all others get theirs.
 */
final class LanePeer {

    /** Bytes that may wait on one lane for one peer: some 0.2 s of a link of 300 Mbit/s. */
    static final long LIMIT = 8L << 20;

    private final String node;
    private final MessageProducer<Buffer> producer;
    private final LaneCounters counters;
    private final RateLimitedLog full;
    private final AtomicLong waiting = new AtomicLong();

    /** Consecutive ticks at which the node was no hub; confined to the lane's context. */
    private int ticksAbsent;

    LanePeer(String node, MessageProducer<Buffer> producer, LaneCounters counters, RateLimitedLog full) {
        this.node = node;
        this.producer = producer;
        this.counters = counters;
        this.full = full;
    }

    void send(Buffer envelope, int items) {
        if (waiting.get() > LIMIT) {
            counters.dropped(items);
            full.log(() -> "node " + node + " does not read, what it is sent is dropped (more than " + (LIMIT >> 20)
                    + " MiB of a lane wait for it)");
            return;
        }
        int length = envelope.length();
        waiting.addAndGet(length);
        try {
            producer.write(envelope).onComplete(written -> waiting.addAndGet(-length));
        } catch (IllegalStateException lost) {
            // Vert.x throws when the connection has just closed; the node misses the envelope, the others must not
            waiting.addAndGet(-length);
        }
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
