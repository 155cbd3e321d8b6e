package dev.wingbeat.crdt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A state, and beside it what plain sets make of the same steps: each step asserts that both answer the same, and that they hold
 * the same afterwards.
 */
final class ModelledReplica {

    final ReplicaId id;
    final PresenceState<String> state;

    private final TreeSet<Dot> known = new TreeSet<>();
    private final TreeMap<Dot, Entry<String>> alive = new TreeMap<>();
    private final Set<ReplicaId> banished = new TreeSet<>();
    private long counter;

    ModelledReplica(ReplicaId id) {
        this.id = id;
        state = new PresenceState<>(id);
    }

    Delta<String> add(String topic, long owner, String key) {
        if (state.find(topic, owner, key) != null) {
            assertThrows(IllegalStateException.class, () -> state.add(topic, owner, key, Dot::toString));
            return unchanged();
        }
        var dot = new Dot(id, ++counter);
        var entry = new Entry<>(dot, topic, owner, key, dot + "!");
        var delta = state.add(topic, owner, key, born -> born + "!");
        return checked(delta, List.of(), List.of(entry));
    }

    Delta<String> update(String topic, long owner, String key) {
        var old = own(entry -> isAt(entry, topic, owner, key));
        if (old.isEmpty()) {
            assertThrows(IllegalStateException.class, () -> state.update(topic, owner, key, (entry, dot) -> ""));
            return unchanged();
        }
        var dot = new Dot(id, ++counter);
        var entry = new Entry<>(dot, topic, owner, key, old.getFirst().value() + dot);
        var delta = state.update(topic, owner, key, (before, born) -> before.value() + born);
        return checked(delta, old, List.of(entry));
    }

    Delta<String> remove(String topic, long owner, String key) {
        var old = own(entry -> isAt(entry, topic, owner, key));
        return checked(state.remove(topic, owner, key), old, List.of());
    }

    Delta<String> remove(long owner) {
        var old = own(entry -> entry.owner() == owner);
        assertSame(old, state.entriesOf(owner));
        return checked(state.remove(owner), old, List.of());
    }

    Merge<String> merge(Delta<String> delta) {
        var joins = new TreeMap<Dot, Entry<String>>();
        var leaves = new TreeMap<Dot, Entry<String>>();
        for (var dot : dots(delta.context())) {
            if (!dot.replica().equals(id) && !banished.contains(dot.replica())) {
                var entry = find(delta, dot);
                if (entry == null && alive.containsKey(dot)) {
                    leaves.put(dot, alive.remove(dot));
                } else if (entry != null && !known.contains(dot)) {
                    joins.put(dot, entry);
                }
                known.add(dot);
            }
        }
        alive.putAll(joins);
        var merge = state.merge(delta);
        assertSame(joins.values(), merge.joins());
        assertSame(leaves.values(), merge.leaves());
        assertEquals(joins.isEmpty() && leaves.isEmpty(), merge.isEmpty());
        verify();
        return merge;
    }

    /** Returns what somebody lacks, after comparing it with what plain sets say they lack. */
    Delta<String> missing(DotSet theirs, long after, int limit) {
        var lacking = own(entry ->
                entry.dot().counter() > after && !theirs.contains(entry.dot().counter()));
        var sent = lacking.subList(0, Math.min(limit, lacking.size()));
        long end = lacking.size() > limit ? lacking.get(limit).dot().counter() - 1 : counter;
        var spoken = new TreeSet<Dot>();
        for (long i = after + 1; i <= end; i++) {
            if (!theirs.contains(i) || !alive.containsKey(new Dot(id, i))) {
                spoken.add(new Dot(id, i));
            }
        }
        var delta = state.missing(theirs, after, limit);
        assertSame(sent, delta.entries());
        assertEquals(spoken, dots(delta.context()));
        return delta;
    }

    /** A digest as it is sent, and what it sums up. */
    record Summed(Digest digest, Set<Dot> alive) {}

    Summed digest() {
        return new Summed(state.digest(), Set.copyOf(held(id).keySet()));
    }

    boolean settle(Summed sent) {
        var replica = sent.digest().replica();
        boolean settled = true;
        if (!replica.equals(id) && !banished.contains(replica)) {
            long highest = highest(replica);
            settled = held(replica).keySet().equals(sent.alive())
                    && highest <= sent.digest().counter();
            for (long i = 1; settled && i <= sent.digest().counter(); i++) {
                known.add(new Dot(replica, i));
            }
        }
        assertEquals(settled, state.settle(sent.digest()), sent.toString());
        verify();
        return settled;
    }

    void forget(ReplicaId replica) {
        var gone = List.copyOf(held(replica).values());
        assertSame(gone, state.forget(replica));
        drop(replica);
    }

    void banish(ReplicaId replica) {
        var gone = List.copyOf(held(replica).values());
        assertSame(gone, state.remove(replica));
        banished.add(replica);
        drop(replica);
    }

    boolean hasBanished(ReplicaId replica) {
        return banished.contains(replica);
    }

    /** Returns a whole state as a delta. */
    static <V> Delta<V> full(PresenceState<V> state) {
        var context = new TreeMap<ReplicaId, DotSet>();
        var entries = new ArrayList<Entry<V>>();
        var replicas = new TreeSet<>(state.replicas());
        replicas.add(state.digest().replica());
        for (var replica : replicas) {
            context.put(replica, state.known(replica));
            entries.addAll(state.entries(replica));
        }
        return new Delta<>(new CausalContext(context), entries);
    }

    Map<Dot, Entry<String>> held(ReplicaId replica) {
        return range(alive.keySet(), replica).isEmpty()
                ? Map.of()
                : alive.subMap(first(replica), true, last(replica), true);
    }

    DotSet known(ReplicaId replica) {
        return DotSet.of(range(known, replica).stream().mapToLong(Dot::counter).toArray());
    }

    /** Asserts that the state holds what the model does, whichever way it is asked. */
    void verify() {
        var replicas = new TreeSet<ReplicaId>();
        known.forEach(dot -> replicas.add(dot.replica()));
        assertEquals(alive.size(), state.size());
        var full = full(state);
        assertSame(alive.values(), full.entries());
        assertEquals(known, dots(full.context()));
        for (var replica : replicas) {
            assertSame(held(replica).values(), state.entries(replica));
            assertEquals(known(replica), state.known(replica));
            var digest = state.digest(replica);
            assertEquals(highest(replica), digest.counter());
            assertEquals(held(replica).size(), digest.size());
        }
        replicas.remove(id);
        assertEquals(replicas, state.replicas());
        for (var replica : banished) {
            assertTrue(state.isRemoved(replica) && !state.replicas().contains(replica), replica + " is back");
        }
        assertEquals(state.digest(), state.digest(id));
        assertEquals(counter, state.digest().counter());
    }

    private Delta<String> unchanged() {
        verify();
        return Delta.empty();
    }

    private Delta<String> checked(Delta<String> delta, Collection<Entry<String>> old, List<Entry<String>> born) {
        var spoken = new TreeSet<Dot>();
        for (var entry : old) {
            alive.remove(entry.dot());
            spoken.add(entry.dot());
            assertNull(born.isEmpty() ? state.find(entry.topic(), entry.owner(), entry.key()) : null);
        }
        for (var entry : born) {
            alive.put(entry.dot(), entry);
            known.add(entry.dot());
            spoken.add(entry.dot());
            assertNotNull(state.find(entry.topic(), entry.owner(), entry.key()));
        }
        assertEquals(spoken, dots(delta.context()));
        assertSame(born, delta.entries());
        assertEquals(spoken.isEmpty(), delta.isEmpty());
        verify();
        return delta;
    }

    private void drop(ReplicaId replica) {
        alive.keySet().removeIf(dot -> dot.replica().equals(replica));
        known.removeIf(dot -> dot.replica().equals(replica));
        assertFalse(state.replicas().contains(replica));
        verify();
    }

    private List<Entry<String>> own(Predicate<Entry<String>> wanted) {
        return held(id).values().stream().filter(wanted).toList();
    }

    private long highest(ReplicaId replica) {
        return range(known, replica).stream().mapToLong(Dot::counter).max().orElse(0);
    }

    private static boolean isAt(Entry<String> entry, String topic, long owner, String key) {
        return entry.topic().equals(topic)
                && entry.owner() == owner
                && entry.key().equals(key);
    }

    private static Dot first(ReplicaId replica) {
        return new Dot(replica, 1);
    }

    private static Dot last(ReplicaId replica) {
        return new Dot(replica, DotSet.MAX);
    }

    private static Set<Dot> range(Set<Dot> dots, ReplicaId replica) {
        return new TreeSet<>(dots).subSet(first(replica), true, last(replica), true);
    }

    static Set<Dot> dots(CausalContext context) {
        var dots = new TreeSet<Dot>();
        context.dots()
                .forEach((replica, counters) -> counters.forEachRange((from, to) -> {
                    for (long i = from; i <= to; i++) {
                        dots.add(new Dot(replica, i));
                    }
                }));
        return dots;
    }

    private static Entry<String> find(Delta<String> delta, Dot dot) {
        return delta.entries().stream()
                .filter(entry -> entry.dot().equals(dot))
                .findAny()
                .orElse(null);
    }

    /** Compares all of the entries, which are equal already if only their dots are. */
    static void assertSame(Collection<Entry<String>> expected, Collection<Entry<String>> actual) {
        assertEquals(texts(expected), texts(actual));
    }

    private static List<String> texts(Collection<Entry<String>> entries) {
        return new ArrayList<>(entries).stream().map(Entry::toString).toList();
    }
}
