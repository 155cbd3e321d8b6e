package dev.wingbeat.limit;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Token buckets that all loops of a node share, one for each key and limit: what was taken under a limit lacks under no other one, such
 * as that of another route, or that which has taken its place. Full ones are forgotten. May be used from any thread. Internal seam.
 *
 * @param <K> what has a bucket of its own
 */
public final class SharedBuckets<K> {

    /** The number of new buckets after which the full ones among them are looked for again. */
    private static final int SWEEP = 4_096;

    private record Bucket<K>(K key, RateLimit limit) {}

    private final LongSupplier clock;
    private final Map<Bucket<K>, Long> fullAt = new ConcurrentHashMap<>();
    private final AtomicLong come = new AtomicLong();

    /** Makes them on a clock of nanoseconds. */
    public SharedBuckets(LongSupplier clock) {
        this.clock = clock;
    }

    /** Takes a token; returns 0, or after how many nanoseconds to try again when there is none. */
    public long take(K key, RateLimit limit) {
        long now = clock.getAsLong();
        long[] missing = {0};
        var unused = fullAt.compute(new Bucket<>(key, limit), (same, before) -> {
            long from = before == null ? now : before;
            long after = limit.taken(from, now, 1);
            missing[0] = Math.max(0, limit.debt(after, now));
            return missing[0] > 0 ? before : Long.valueOf(after);
        });
        sweep(now);
        return missing[0];
    }

    /**
     * Takes a token, whether it is there or not. A bucket lacks a burst at most: who cannot be kept from charging it does not
     * keep the others out for ever.
     */
    public void charge(K key, RateLimit limit) {
        long now = clock.getAsLong();
        long deepest = limit.taken(now, now, 2L * limit.burst());
        var unused = fullAt.compute(new Bucket<>(key, limit), (same, before) -> {
            long after = limit.taken(before == null ? now : before, now, 1);
            return after - deepest > 0 ? deepest : after;
        });
        sweep(now);
    }

    /** Takes tokens, whether they are there or not: all of them have to come back. */
    public void owe(K key, RateLimit limit, int tokens) {
        long now = clock.getAsLong();
        var unused = fullAt.compute(
                new Bucket<>(key, limit), (same, before) -> limit.taken(before == null ? now : before, now, tokens));
        sweep(now);
    }

    /** Returns 0 when there is a token, or after how many nanoseconds there is one. */
    public long missing(K key, RateLimit limit) {
        Long known = fullAt.get(new Bucket<>(key, limit));
        long now = clock.getAsLong();
        return known == null ? 0 : Math.max(0, limit.debt(limit.taken(known, now, 1), now));
    }

    /** Returns the tokens that are left in a bucket. */
    public RateLimit.Left left(K key, RateLimit limit) {
        Long known = fullAt.get(new Bucket<>(key, limit));
        long now = clock.getAsLong();
        return limit.left(known == null ? now : known, now);
    }

    /** Returns how many there are that may not be full. */
    public int size() {
        return fullAt.size();
    }

    /** Forgets the full ones from time to time: what has no bucket has a full one. */
    private void sweep(long now) {
        if (come.incrementAndGet() % SWEEP == 0) {
            fullAt.values().removeIf(full -> full - now <= 0);
        }
    }
}
