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

    /** The time that a lease lasts: a frozen node may hold up a join elsewhere for as long. */
    static final long LEASE = Duration.ofMillis(100).toNanos();

    /** The most topics that are kept for a node on one lane: 4 MiB of them. */
    static final int MAX_TOPICS = 1 << 19;

    /** The messages sent in vain between two ticks below which a lease is not worth it. */
    private static final int MIN_UNLEASED = 4;

    /** The lanes of a node ask at the same times, where there is time: what is asked together wakes the other node once. */
    private static final long GRID = LEASE / 5 * 4;

    /**
     * The time before the end of a lease, and before the answer takes its way, at which the next one is asked for wherever the
     * grid is: the node may be late. Less than a lease outlasts the grid, so that the grid comes first where answers are quick.
     */
    private static final long MARGIN = (LEASE - GRID) / 4 * 3;

    /** The shortest time from one asking to the next. */
    private static final long PERIOD = LEASE / 4;

    /** The questions that may be unanswered: the answer to an older one grants nothing any more. */
    private static final int ASKED = (int) (LEASE / PERIOD);

    private static final long PATIENCE = Duration.ofSeconds(1).toNanos();
    private static final long EVERYTHING = Duration.ofSeconds(10).toNanos();

    private final TopicSet topics = new TopicSet();
    private boolean readable;
    private boolean used;
    private int unleased;

    private boolean leased;
    private long leasedUntil;

    /** The times at which it was asked, by the number of the question. */
    private final long[] askedAt = new long[ASKED];

    /** The time at which it was last looked whether to ask: the next look may be as far away. */
    private long lookedAt;

    private long number;

    /** The first number whose answer counts. */
    private long counting = 1;

    private boolean answering;
    private long answeredAt;
    private long roundTrip;

    private boolean known;
    private boolean pausing;
    private long pausedUntil;

    /** Notes whether the node can read what it is asked. */
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
        long turn = Math.min(now - lookedAt, PERIOD);
        lookedAt = now;
        if (!readable || !used || !isDue(now, turn) || (pausing && now - pausedUntil < 0)) {
            return null;
        }
        used = false;
        number++;
        askedAt[slot(number)] = now;
        pausing = !known; // all topics are not asked for at every turn
        pausedUntil = now + PATIENCE;
        return new LaneItem.LeaseAsked(number, !known);
    }

    private boolean isDue(long now, long turn) {
        long last = askedAt[slot(number)];
        if (number >= counting && now - last < (answers(now) ? PERIOD : LEASE)) {
            return false;
        }
        if (!leased) {
            return unleased >= MIN_UNLEASED;
        }
        return Math.floorDiv(now, GRID) > Math.floorDiv(last + PERIOD, GRID)
                || leasedUntil - now <= roundTrip + turn + MARGIN;
    }

    /** Returns whether the node has answered lately. */
    private boolean answers(long now) {
        return answering && now - answeredAt < 2 * LEASE;
    }

    private static int slot(long number) {
        return (int) (number % ASKED);
    }

    /** Counts anew what is sent without a lease: called from time to time. */
    void tick() {
        unleased = 0;
    }

    /** Receives what the node says of its topics; returns what it is to be answered. */
    @Nullable
    LaneItem receive(LaneItem.Interest item, long now) {
        switch (item) {
            case LaneItem.LeaseGranted granted -> grant(granted, now);
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

    private void grant(LaneItem.LeaseGranted granted, long now) {
        long answered = granted.number();
        if (answered < counting || answered > number || number - answered >= ASKED) {
            return;
        }
        long asked = askedAt[slot(answered)];
        answering = true;
        answeredAt = now;
        roundTrip = now - asked;
        known = granted.topics() == topics.size() && granted.digest() == topics.digest();
        pausing &= !known;
        leased = known;
        leasedUntil = asked + LEASE;
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
        counting = number + 1;
    }
}
