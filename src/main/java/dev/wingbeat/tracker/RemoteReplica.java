package dev.wingbeat.tracker;

import dev.wingbeat.crdt.ReplicaId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A shard's knowledge of the same shard on one other node. Confined to the shard's context. */
final class RemoteReplica {

    /** The treatment of its entries. */
    enum Status {
        /** It is a member, but has said nothing yet. */
        UNHEARD,
        /** Its entries are in the lists. */
        VISIBLE,
        /** It is no member, or was none for too long: its entries are kept, and shown once it is one and has told all. */
        HIDDEN,
        /** It has said that it stops. */
        GONE
    }

    /**
     * The time that a member may be silent before it counts as absent: as long as the cluster waits for heartbeats. Whoever is
     * alone on its side of a cut has to wait longer for the cluster, which asks members that do not answer who is master.
     */
    private static final long SILENCE = Duration.ofSeconds(10).toMillis();

    private static final long NEVER = -1;

    private final String node;
    private Status status = Status.UNHEARD;
    private @Nullable ReplicaId id;
    private boolean missing;
    private long missingSince;
    private boolean member;
    private long absentSince;
    private long heardAt;

    private boolean pulling;
    private boolean pullWanted;
    private long pulledAt = NEVER;
    private long pulledAfter;

    RemoteReplica(String node, long now) {
        this.node = node;
        this.absentSince = now;
        this.heardAt = now;
    }

    String node() {
        return node;
    }

    Status status() {
        return status;
    }

    void status(Status next) {
        status = next;
    }

    /** Returns which life of the node this is about, null if it has said nothing. */
    @Nullable
    ReplicaId id() {
        return id;
    }

    /** Begins with a life of the node: that of a member is shown from its first word on. */
    void begin(ReplicaId life) {
        if (id != null) {
            pulled(); // what was asked for was another's
            pulledAt = NEVER;
        }
        id = life;
        status = member ? Status.VISIBLE : Status.HIDDEN;
    }

    void member(boolean is, long now) {
        if (member && !is) {
            absentSince = now;
        }
        member = is;
    }

    boolean member() {
        return member;
    }

    /** Notes that it has said something. */
    void heard(long now) {
        heardAt = now;
    }

    /** Notes that for a time nobody could be heard here. */
    void pausedLocally(long millis) {
        heardAt += millis;
        absentSince += millis; // that it has come back could not be heard either
    }

    /** Returns for how many milliseconds it has not been a member, or has been silent for too long. */
    long absent(long now) {
        return Math.max(member ? 0 : now - absentSince, now - heardAt - SILENCE);
    }

    /**
     * Returns whether to ask it for what is missing: not while an answer is on its way, and once a tick, so that a storm of lost
     * items makes no storm of answers. What is refused is wanted still.
     */
    boolean mayPull(long now, long patience) {
        boolean may = pulling ? now - pulledAt >= patience : pulledAt != now;
        pullWanted = !may && !pulling;
        return may;
    }

    /** Notes that it was asked for what comes after a dot. */
    void pull(long now, long after) {
        pulling = true;
        pullWanted = false;
        pulledAt = now;
        pulledAfter = after;
    }

    /** Returns whether an answer is the one that is waited for. */
    boolean answered(long after) {
        return pulling && pulledAfter == after;
    }

    /** Notes that something is missing, at a time in nanoseconds. */
    void missing(long nanos) {
        if (!missing) {
            missing = true;
            missingSince = nanos;
        }
    }

    boolean isMissing() {
        return missing;
    }

    /** Returns when it was noticed that something is missing, in nanoseconds. */
    long missingSince() {
        return missingSince;
    }

    /** Notes that nothing is missing. */
    void pulled() {
        missing = false;
        pulling = false;
        pullWanted = false;
    }

    /** Returns whether a tick should ask (again). */
    boolean needsPull() {
        return pulling || pullWanted || status == Status.UNHEARD || status == Status.HIDDEN;
    }
}
