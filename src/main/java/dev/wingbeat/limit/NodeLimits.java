package dev.wingbeat.limit;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * The rate limits of a node, and the buckets that its loops share. The limits may be exchanged while clients are connected: those
 * who connect later have the new ones. May be used from any thread. Internal seam.
 */
public final class NodeLimits {

    private final LongSupplier clock;
    private final AtomicReference<Limits> current;
    private final SharedBuckets<String> ids;
    private final SharedBuckets<String> topics;

    /** Makes them on a clock of nanoseconds. */
    public NodeLimits(Limits limits, LongSupplier clock) {
        this.clock = clock;
        this.current = new AtomicReference<>(limits);
        this.ids = new SharedBuckets<>(clock);
        this.topics = new SharedBuckets<>(clock);
    }

    /** Makes some that limit nothing. */
    public static NodeLimits unlimited() {
        return new NodeLimits(Limits.NONE, System::nanoTime);
    }

    /**
     * Returns the time by which buckets are filled. It goes on while a loop stands still: what clients have sent meanwhile is not held
     * against them when all of it is read at once.
     */
    public long now() {
        return clock.getAsLong();
    }

    /** Returns the limits of a client that connects now. */
    public Limits current() {
        return current.get();
    }

    /** Sets the limits of clients that connect from now on. */
    public void exchange(Limits limits) {
        current.set(limits);
    }

    /** Returns the buckets of the messages of socket ids. */
    public SharedBuckets<String> ids() {
        return ids;
    }

    /** Returns the buckets of what is broadcast on topics. */
    public SharedBuckets<String> topics() {
        return topics;
    }
}
