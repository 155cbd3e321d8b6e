package dev.wingbeat.tracker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Whoever tracks presences on this node, a channel for instance: they end with it. Internal seam. May be used from any thread.
 */
public final class Owner {

    private final long number;
    private final LongConsumer kept;

    /** One bit for each shard that may have entries of this owner. */
    private final AtomicLong shards = new AtomicLong();

    private volatile boolean ended;

    Owner(long number, LongConsumer kept) {
        this.number = number;
        this.kept = kept;
    }

    /** Returns the number of the owner: unique on its node, higher than those of owners made before. */
    public long number() {
        return number;
    }

    /** Returns whether the owner has ended: what it still tracks then is refused. */
    public boolean ended() {
        return ended;
    }

    /** Notes a shard, before the shard is asked to track something. */
    void uses(int shard) {
        shards.getAndUpdate(bits -> bits | (1L << shard));
    }

    /** Ends the owner. Whoever notes a shard after this call, its shard sees the end. */
    void end() {
        ended = true;
    }

    /** Notes that so many bytes more are kept for it, or fewer when negative; on a shard's context. */
    void keeps(long bytes) {
        if (bytes != 0) {
            kept.accept(bytes);
        }
    }

    boolean mayUse(int shard) {
        return (shards.get() & (1L << shard)) != 0;
    }

    @Override
    public String toString() {
        return "owner " + number;
    }
}
