package dev.wingbeat.crdt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** One replica within a state: its part of the dot store and of the causal context. */
final class ReplicaState<V> {

    private final ReplicaId replica;
    private final NavigableMap<Long, Entry<V>> alive = new TreeMap<>();
    private DotSet known = DotSet.EMPTY;
    private long hash;

    ReplicaState(ReplicaId replica) {
        this.replica = replica;
    }

    DotSet known() {
        return known;
    }

    int size() {
        return alive.size();
    }

    List<Entry<V>> entries() {
        return List.copyOf(alive.values());
    }

    Digest digest() {
        return new Digest(replica, known.max(), alive.size(), hash);
    }

    Dot nextDot() {
        return new Dot(replica, known.max() + 1);
    }

    void add(Entry<V> entry) {
        learn(DotSet.range(entry.dot().counter(), entry.dot().counter()));
        put(entry);
    }

    void remove(Entry<V> entry) {
        alive.remove(entry.dot().counter());
        hash ^= mix(entry.dot().counter());
    }

    void learn(DotSet dots) {
        known = known.union(dots);
    }

    /** Joins with what a delta says of this replica: the dots it speaks of, and those of them alive, ascending. */
    void merge(DotSet dots, List<Entry<V>> entries, List<Entry<V>> joins, List<Entry<V>> leaves) {
        var dead = new ArrayList<Entry<V>>();
        dots.forEachRange((from, to) -> {
            for (var entry : alive.subMap(from, true, to, true).values()) {
                if (Collections.binarySearch(entries, entry, Comparator.comparing(Entry::dot)) < 0) {
                    dead.add(entry);
                }
            }
        });
        dead.forEach(this::remove);
        leaves.addAll(dead);
        for (var entry : entries) {
            if (!known.contains(entry.dot().counter())) {
                put(entry);
                joins.add(entry);
            }
        }
        learn(dots);
    }

    /** Returns what somebody lacks who knows of some dots, among those after one: at most so many entries. */
    Delta<V> missing(DotSet theirs, long after, int limit) {
        var entries = new ArrayList<Entry<V>>();
        var shared = new ArrayList<Long>();
        long end = Math.max(after, known.max());
        for (var entry : alive.tailMap(after, false).values()) {
            long counter = entry.dot().counter();
            if (theirs.contains(counter)) {
                shared.add(counter);
            } else if (entries.size() < limit) {
                entries.add(entry);
            } else {
                end = counter - 1;
                break;
            }
        }
        var kept = DotSet.of(shared.stream().mapToLong(Long::longValue).toArray());
        return new Delta<>(
                CausalContext.of(replica, DotSet.range(after + 1, end).minus(kept)), entries);
    }

    private void put(Entry<V> entry) {
        alive.put(entry.dot().counter(), entry);
        hash ^= mix(entry.dot().counter());
    }

    /** Spreads a counter over 64 bits (the finalizer of SplitMix64): different sets then differ when xored together. */
    private static long mix(long counter) {
        long z = counter * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
