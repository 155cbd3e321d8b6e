package dev.wingbeat.tracker;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Whoever tracks presences on this node, a channel for instance: they end with it. Internal seam between tracker and
 * presence. May be used from any thread.
 */
public final class Owner {

    private final long number;

    /** One bit for each shard that may have entries of this owner. */
    private final AtomicLong shards = new AtomicLong();

    private volatile boolean ended;

    Owner(long number) {
        this.number = number;
    }

    /** Returns the number of the owner: unique on its node, higher than those of owners made before. */
    public long number() {
        return number;
    }

    /** Says whether the owner has ended: what it still tracks then is refused. */
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

    boolean mayUse(int shard) {
        return (shards.get() & (1L << shard)) != 0;
    }

    @Override
    public String toString() {
        return "owner " + number;
    }
}
