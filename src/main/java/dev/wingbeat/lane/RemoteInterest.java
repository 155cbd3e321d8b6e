package dev.wingbeat.lane;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The topics that one other node wants on one lane, as far as this node knows. Broadcasts that it does not want are kept from it
 * only under a lease: for {@link #LEASE} from the moment it was asked, no client there is told of a join before this node has
 * noted the topic. Without a lease, for whatever reason, the node is sent everything. See ADR 0035. Confined to the lane.
 */
final class RemoteInterest {

    /** How long a lease lasts: by as much a frozen node may hold up a join elsewhere. */
    static final long LEASE = Duration.ofMillis(100).toNanos();

    /** The most topics that are kept for a node on one lane: 4 MiB of them. */
    static final int MAX_TOPICS = 1 << 19;

    /** When less is sent in vain between two ticks it is not worth a lease. */
    private static final int MIN_UNLEASED = 4;

    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
    private static final long EVERYTHING = Duration.ofSeconds(10).toNanos();

    private final TopicSet topics = new TopicSet();
    private boolean readable;
    private boolean used;
    private int unleased;

    private boolean leased;
    private long leasedUntil;

    private long number;
    private boolean asking;
    private long askedAt;

    private boolean known;
    private boolean pausing;
    private long pausedUntil;

    /** Learns whether the node can read what it is asked. */
    void features(long bits) {
        readable = (bits & LaneFeatures.INTEREST) != 0;
    }

    /** Returns whether a broadcast need not be sent to the node; {@code now} must be later than it was made. */
    boolean spares(long topic, long now) {
        used = true;
        if (leased && now - leasedUntil < 0) {
            return !topics.contains(topic);
        }
        leased = false;
        unleased++;
        return false;
    }

    /** Returns what the node is to be asked now: for a lease before the last one ends, where that is worth it. */
    @Nullable
    LaneItem ask(long now) {
        boolean due = leased ? leasedUntil - now <= LEASE / 2 : unleased >= MIN_UNLEASED;
        if (!readable || !used || !due || (asking && now - askedAt < LEASE) || (pausing && now - pausedUntil < 0)) {
            return null;
        }
        used = false;
        asking = true;
        askedAt = now;
        pausing = !known; // all topics are not asked for at every turn
        pausedUntil = now + PATIENCE;
        return new LaneItem.LeaseAsked(++number, !known);
    }

    /** Counts anew what is sent without a lease: called from time to time. */
    void tick() {
        unleased = 0;
    }

    /** Receives what the node says of its topics; returns what it is to be answered. */
    @Nullable
    LaneItem receive(LaneItem.Interest item, long now) {
        switch (item) {
            case LaneItem.LeaseGranted granted -> grant(granted);
            case LaneItem.TopicsBegun(boolean everything) -> begin(everything, now);
            case LaneItem.TopicsWanted(long batch, Buffer wanted) -> {
                add(wanted, now);
                return batch == 0 ? null : new LaneItem.WantNoted(batch);
            }
            case LaneItem.TopicsReleased(Buffer released) -> TopicHashes.forEach(released, topics::remove);
            case LaneItem.LeaseAsked asked -> {}
            case LaneItem.WantNoted noted -> {}
        }
        return null;
    }

    private void grant(LaneItem.LeaseGranted granted) {
        if (!asking || granted.number() != number) {
            return;
        }
        asking = false;
        known = granted.topics() == topics.size() && granted.digest() == topics.digest();
        pausing &= !known;
        leased = known;
        leasedUntil = askedAt + LEASE;
    }

    private void begin(boolean everything, long now) {
        topics.clear();
        leased = false;
        if (everything) {
            pause(now);
        }
    }

    private void add(Buffer wanted, long now) {
        if (topics.size() + wanted.length() / Long.BYTES > MAX_TOPICS) {
            topics.clear();
            leased = false;
            pause(now);
        } else {
            TopicHashes.forEach(wanted, topics::add);
        }
    }

    private void pause(long now) {
        known = false;
        pausing = true;
        pausedUntil = now + EVERYTHING;
    }

    /** Relies on nothing that was said before: something of the node was lost, or has come in another order. */
    void interrupted() {
        leased = false;
        asking = false;
    }
}
