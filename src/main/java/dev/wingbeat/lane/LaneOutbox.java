package dev.wingbeat.lane;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a node sends on one lane. Items may be added from any thread; they leave in that order, alone when there is
 * nothing else and in batches under load: whatever has come by the time the lane's context gets to it shares an envelope.
 */
final class LaneOutbox {

    /** An envelope of this many bytes is not filled further. */
    private static final int FULL = 48 * 1024;

    private final Context context;
    private final String origin;
    private final int lane;
    private final LanePeers peers;
    private final LaneSequences sequences;
    private final Queue<LaneItem> items = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    LaneOutbox(Context context, String origin, int lane, LanePeers peers, LaneSequences sequences) {
        this.context = context;
        this.origin = origin;
        this.lane = lane;
        this.peers = peers;
        this.sequences = sequences;
    }

    /** Sends an item with the lane's next envelope. */
    void add(LaneItem item) {
        items.add(item);
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> flush());
        }
    }

    /** Sends an item to one node only, at once, outside of the numbers. Only called on the context. */
    void sendTo(String node, LaneItem item) {
        Buffer envelope = EnvelopeCodec.begin(origin, sequences.generation(), lane, EnvelopeCodec.UNNUMBERED);
        EnvelopeCodec.append(envelope, item);
        peers.meet(node).send(envelope, 1);
    }

    /** Completes when the items added before have been handed to the event bus. */
    Future<Void> flushed() {
        Promise<Void> flushed = Promise.promise();
        context.runOnContext(ignored -> {
            flush();
            flushed.complete();
        });
        return flushed.future();
    }

    /** Sends one envelope, and comes back for the rest when everything did not fit. */
    private void flush() {
        scheduled.set(false);
        Buffer envelope = null;
        int count = 0;
        @Nullable LaneItem item;
        while ((envelope == null || envelope.length() < FULL) && (item = items.poll()) != null) {
            if (envelope == null) {
                envelope = EnvelopeCodec.begin(origin, sequences.generation(), lane, sequences.next());
            }
            EnvelopeCodec.append(envelope, item);
            count++;
        }
        if (envelope != null) {
            sequences.sent(count);
            for (LanePeer peer : peers.recipients()) {
                peer.send(envelope, count);
            }
        }
        if (!items.isEmpty() && scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> flush());
        }
    }
}
