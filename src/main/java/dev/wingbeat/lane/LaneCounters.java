package dev.wingbeat.lane;

import java.util.concurrent.atomic.LongAdder;

/** The counts of a node's lanes since it started. Internal seam; may be used from any thread. */
public final class LaneCounters {

    private final LongAdder received = new LongAdder();
    private final LongAdder broadcastsSent = new LongAdder();
    private final LongAdder broadcastsReceived = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder spared = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder reregistered = new LongAdder();

    LaneCounters() {}

    void received(int items) {
        received.add(items);
    }

    void broadcastSent() {
        broadcastsSent.increment();
    }

    void broadcastReceived() {
        broadcastsReceived.increment();
    }

    void lost(long items) {
        lost.add(Math.max(0, items));
    }

    void dropped(int items) {
        dropped.add(items);
    }

    /** Counts what has come off the bus and cannot be read. Called by whoever listens there. */
    public void rejected(int items) {
        rejected.add(items);
    }

    void spared() {
        spared.increment();
    }

    void reregistered() {
        reregistered.increment();
    }

    /** Returns how many items of other nodes have arrived. */
    public long itemsReceived() {
        return received.sum();
    }

    /** Returns how many broadcasts were made on this node for all nodes. */
    public long broadcastsSent() {
        return broadcastsSent.sum();
    }

    /** Returns how many broadcasts of other nodes have arrived. */
    public long broadcastsReceived() {
        return broadcastsReceived.sum();
    }

    /** Returns how many broadcasts were not sent to a node because nobody there wants them; each counts once for each node. */
    public long broadcastsSpared() {
        return spared.sum();
    }

    /** Returns how many items of other nodes are known to be lost, by gaps in their numbers. */
    public long itemsLost() {
        return lost.sum();
    }

    /** Returns how many items were not sent to a node because too much was waiting for it; each counts once for each node. */
    public long itemsDropped() {
        return dropped.sum();
    }

    /** Returns how many messages and items have come off the bus that could not be read, and were given to nobody. */
    public long itemsRejected() {
        return rejected.sum();
    }

    /** Returns how often a lane that others could not reach was registered anew. */
    public long reregistrations() {
        return reregistered.sum();
    }
}
