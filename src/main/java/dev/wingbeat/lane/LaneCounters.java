package dev.wingbeat.lane;

import java.util.concurrent.atomic.LongAdder;

/** The counts of a node's lanes since it started. Internal seam; may be used from any thread. */
public final class LaneCounters {

    private final LongAdder received = new LongAdder();
    private final LongAdder receivedEnvelopes = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder sentEnvelopes = new LongAdder();
    private final LongAdder sentBytes = new LongAdder();
    private final LongAdder waiting = new LongAdder();
    private volatile long mostWaiting = Long.MAX_VALUE;
    private final LongAdder broadcastsSent = new LongAdder();
    private final LongAdder broadcastsReceived = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder spared = new LongAdder();
    private final LongAdder rejected = new LongAdder();
    private final LongAdder reregistered = new LongAdder();

    LaneCounters() {}

    /** Counts an envelope of another node. */
    void received(int items, int bytes) {
        received.add(items);
        receivedEnvelopes.increment();
        receivedBytes.add(bytes);
    }

    /** Counts an envelope that is handed to the event bus for one node; it waits until {@link #written}. */
    void sent(int items, int bytes) {
        sent.add(items);
        sentEnvelopes.increment();
        sentBytes.add(bytes);
        waiting.add(bytes);
    }

    /** Sets how many bytes may wait for all other nodes together. */
    public void mostWaiting(long bytes) {
        mostWaiting = bytes;
    }

    /** Returns whether more than that wait. */
    boolean tooMuchWaits() {
        return waiting.sum() > mostWaiting;
    }

    /** Counts what waits no more. */
    void written(int bytes) {
        waiting.add(-bytes);
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

    /** Returns how many envelopes of other nodes have arrived. */
    public long envelopesReceived() {
        return receivedEnvelopes.sum();
    }

    /** Returns how many bytes they had. */
    public long bytesReceived() {
        return receivedBytes.sum();
    }

    /** Returns how many items were sent to other nodes; each counts once for each node. */
    public long itemsSent() {
        return sent.sum();
    }

    /** Returns how many envelopes were sent. */
    public long envelopesSent() {
        return sentEnvelopes.sum();
    }

    /** Returns how many bytes they had. */
    public long bytesSent() {
        return sentBytes.sum();
    }

    /** Returns how many bytes have been handed to the event bus, and not been written yet. */
    public long bytesWaiting() {
        return waiting.sum();
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
