package dev.wingbeat.crdt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Internal seam: the entries of all replicas, as far as this one has heard.
 *
 * <p>Mutable, for one owner: not thread-safe. What it returns is immutable. Functions given to it must not touch it.
 *
 * @param <V> what entries tell
 */
public final class PresenceState<V> {

    private static final int REMEMBERED = 1_024;

    private final ReplicaId self;
    private final int remembered;
    private final ReplicaState<V> own;
    private final OwnEntries<V> ownEntries = new OwnEntries<>();
    private final TreeMap<ReplicaId, ReplicaState<V>> others = new TreeMap<>();
    private final LinkedHashSet<ReplicaId> removed = new LinkedHashSet<>();

    /** Starts the life of a replica, of which nothing may be in any other state yet. */
    public PresenceState(ReplicaId self) {
        this(self, REMEMBERED);
    }

    /** Starts the life of a replica that remembers so many removed ones. */
    PresenceState(ReplicaId self, int remembered) {
        this.self = self;
        this.remembered = remembered;
        own = new ReplicaState<>(self);
    }

    /**
     * Adds an entry of this replica, and returns the delta that tells the others.
     *
     * @param value makes the value from the entry's dot
     * @throws IllegalStateException if the owner has an entry with this key in this topic
     */
    public Delta<V> add(String topic, long owner, String key, Function<Dot, V> value) {
        if (find(topic, owner, key) != null) {
            throw new IllegalStateException(place(topic, owner, key) + " is there (expected: to be absent)");
        }
        var dot = own.nextDot();
        return replace(List.of(), new Entry<>(dot, topic, owner, key, value.apply(dot)));
    }

    /** Finds an entry of this replica. */
    public @Nullable Entry<V> find(String topic, long owner, String key) {
        return ownEntries.find(topic, owner, key);
    }

    /**
     * Puts an entry with a new value in the place of one of this replica, and returns the delta that tells the others.
     *
     * @param value makes the new value from the entry so far and the dot of the new one
     * @throws IllegalStateException if the owner has no entry with this key in this topic
     */
    public Delta<V> update(String topic, long owner, String key, BiFunction<Entry<V>, Dot, V> value) {
        var old = find(topic, owner, key);
        if (old == null) {
            throw new IllegalStateException(place(topic, owner, key) + " is absent (expected: to be there)");
        }
        var dot = own.nextDot();
        return replace(List.of(old), new Entry<>(dot, topic, owner, key, value.apply(old, dot)));
    }

    /** Removes an entry of this replica, and returns the delta that tells the others: an empty one if it is absent. */
    public Delta<V> remove(String topic, long owner, String key) {
        var entry = find(topic, owner, key);
        return entry == null ? Delta.empty() : replace(List.of(entry), null);
    }

    /** Removes all entries of an owner, and returns the one delta that tells the others. */
    public Delta<V> remove(long owner) {
        return replace(ownEntries.of(owner), null);
    }

    /** Returns all entries of an owner at this replica, in the order of dots. */
    public List<Entry<V>> entriesOf(long owner) {
        return ownEntries.of(owner);
    }

    /**
     * Joins with what another replica says, and returns what that has changed. About its own entries this replica knows
     * better, and of replicas removed for good it hears nothing any more.
     */
    public Merge<V> merge(Delta<V> delta) {
        var joins = new ArrayList<Entry<V>>();
        var leaves = new ArrayList<Entry<V>>();
        int next = 0;
        for (var part : delta.context().dots().entrySet()) {
            var replica = part.getKey();
            int first = next;
            while (next < delta.entries().size()
                    && delta.entries().get(next).dot().replica().equals(replica)) {
                next++;
            }
            if (!replica.equals(self) && !isRemoved(replica)) {
                other(replica).merge(part.getValue(), delta.entries().subList(first, next), joins, leaves);
            }
        }
        return new Merge<>(joins, leaves);
    }

    /**
     * Returns what somebody lacks of this replica's entries, lowest dots first.
     *
     * <p>The context is exact from {@code after} to the last dot that fits, but for dots alive both here and there: it
     * leaves them out, so that they stay. With {@code limit} entries there may be more: to be asked for with {@code
     * after} being the highest dot of the context. With fewer entries it was the last part.
     *
     * @param known the dots that they have heard of
     * @param after the dot after which to begin, 0 for the start
     * @param limit how many entries at most
     */
    public Delta<V> missing(DotSet known, long after, int limit) {
        if (after < 0) {
            throw new IllegalArgumentException("after: " + after + " (expected: >= 0)");
        }
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
        }
        return own.missing(known, after, limit);
    }

    /** Returns the dots heard of a replica. */
    public DotSet known(ReplicaId replica) {
        var state = find(replica);
        return state == null ? DotSet.EMPTY : state.known();
    }

    /** Sums up the entries of this replica. */
    public Digest digest() {
        return own.digest();
    }

    /** Sums up what is held here of a replica. */
    public Digest digest(ReplicaId replica) {
        var state = find(replica);
        return state == null ? new Digest(replica, 0, 0, 0) : state.digest();
    }

    /**
     * Compares what is held here of another replica with the digest that it has sent, and says whether there is nothing
     * to ask for. If the same entries are alive then all other dots so far are dead, also those not heard of: the gaps
     * that lost deltas have left in the context close. False, too, for a digest older than what is held.
     */
    public boolean settle(Digest digest) {
        var replica = digest.replica();
        if (replica.equals(self) || isRemoved(replica)) {
            return true;
        }
        var held = digest(replica);
        if (held.size() != digest.size() || held.hash() != digest.hash() || held.counter() > digest.counter()) {
            return false;
        }
        if (digest.counter() > 0) {
            other(replica).learn(DotSet.range(1, digest.counter()));
        }
        return true;
    }

    /** Returns the replicas heard of, without this one, in order. */
    Set<ReplicaId> replicas() {
        return Collections.unmodifiableSet(new TreeSet<>(others.keySet()));
    }

    /** Returns the entries of a replica, in the order of dots. */
    public Collection<Entry<V>> entries(ReplicaId replica) {
        var state = find(replica);
        return state == null ? List.of() : state.entries();
    }

    /** Returns how many entries there are, of all replicas. */
    public int size() {
        return own.size()
                + others.values().stream().mapToInt(ReplicaState::size).sum();
    }

    /** Forgets another replica as if it had never been heard of, and returns its entries. It may come back. */
    public List<Entry<V>> forget(ReplicaId replica) {
        if (replica.equals(self)) {
            throw new IllegalArgumentException("replica: " + replica + " (expected: another than this one)");
        }
        var state = others.remove(replica);
        return state == null ? List.of() : state.entries();
    }

    /**
     * Forgets another replica for good, and returns its entries: nothing of it is merged again, as long as fewer than
     * 1,024 others have been removed since.
     */
    public List<Entry<V>> remove(ReplicaId replica) {
        var entries = forget(replica);
        removed.remove(replica);
        removed.add(replica);
        if (removed.size() > remembered) {
            removed.removeFirst();
        }
        return entries;
    }

    /** Returns whether a replica has been removed for good. */
    public boolean isRemoved(ReplicaId replica) {
        return removed.contains(replica);
    }

    private Delta<V> replace(List<Entry<V>> old, @Nullable Entry<V> entry) {
        var dots = new ArrayList<Long>();
        for (var dead : old) {
            own.remove(dead);
            ownEntries.remove(dead);
            dots.add(dead.dot().counter());
        }
        if (entry != null) {
            own.add(entry);
            ownEntries.put(entry);
            dots.add(entry.dot().counter());
        }
        var context = CausalContext.of(
                self, DotSet.of(dots.stream().mapToLong(Long::longValue).toArray()));
        return new Delta<>(context, entry == null ? List.of() : List.of(entry));
    }

    private @Nullable ReplicaState<V> find(ReplicaId replica) {
        return replica.equals(self) ? own : others.get(replica);
    }

    private ReplicaState<V> other(ReplicaId replica) {
        return others.computeIfAbsent(replica, ReplicaState::new);
    }

    private static String place(String topic, long owner, String key) {
        return key + " of owner " + owner + " in " + topic;
    }
}
