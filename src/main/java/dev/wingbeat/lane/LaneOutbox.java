package dev.wingbeat.lane;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a node sends on one lane. Items may be added from any thread; they leave in that order, alone when there is
 * nothing else and in batches under load: whatever has come by the time the lane's context gets to it shares the envelopes, one
 * for each node.
 */
final class LaneOutbox {

    /** Items that are handed to the peers in one go. */
    private static final int BATCH = 256;

    private final Context context;
    private final LanePeers peers;
    private final Queue<LaneItem> items = new ConcurrentLinkedQueue<>();
    private final List<LaneItem> batch = new ArrayList<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    LaneOutbox(Context context, LanePeers peers) {
        this.context = context;
        this.peers = peers;
    }

    /** Sends an item with the lane's next envelopes. */
    void add(LaneItem item) {
        items.add(item);
        schedule();
    }

    /** Sends an item to one node only, ahead of what has been added. Only called on the context. */
    void sendTo(String node, LaneItem item) {
        peers.meet(node).append(EnvelopeCodec.encode(item));
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> flush());
        }
    }

    /** Completes when the items added before have been handed to the event bus. */
    Future<Void> flushed() {
        Promise<Void> flushed = Promise.promise();
        context.runOnContext(ignored -> {
            do {
                flush();
            } while (!items.isEmpty());
            flushed.complete();
        });
        return flushed.future();
    }

    /** Sends as much as makes up an envelope or more, and comes back for the rest. */
    private void flush() {
        scheduled.set(false);
        int bytes = 0;
        do {
            @Nullable LaneItem item;
            while (batch.size() < BATCH && (item = items.poll()) != null) {
                batch.add(item);
            }
            bytes += peers.add(batch, System.nanoTime()); // read when all of them had been made: leases count on it
            batch.clear();
        } while (bytes < LanePeer.FULL && !items.isEmpty());
        peers.flush(System.nanoTime());
        if (!items.isEmpty()) {
            schedule();
        }
    }
}
