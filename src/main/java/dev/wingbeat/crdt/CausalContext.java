package dev.wingbeat.crdt;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Internal seam: the dots that a state or a delta speaks of, dead or alive. Immutable, in the order of replicas.
 *
 * @param dots the counters of each replica that has any
 */
public record CausalContext(Map<ReplicaId, DotSet> dots) {

    /** Speaks of nothing. */
    public static final CausalContext EMPTY = new CausalContext(Map.of());

    /** Copies the map, without replicas that have no dots. */
    public CausalContext {
        var copy = new TreeMap<>(dots);
        copy.values().removeIf(DotSet::isEmpty);
        dots = Collections.unmodifiableMap(copy);
    }

    /** Makes a context of one replica's dots. */
    public static CausalContext of(ReplicaId replica, DotSet dots) {
        return new CausalContext(Map.of(replica, dots));
    }

    /** Returns the dots of one replica, none if this does not speak of it. */
    public DotSet dots(ReplicaId replica) {
        return dots.getOrDefault(replica, DotSet.EMPTY);
    }

    /** Returns whether this speaks of a dot. */
    public boolean contains(Dot dot) {
        return dots(dot.replica()).contains(dot.counter());
    }

    /** Returns whether this speaks of nothing. */
    public boolean isEmpty() {
        return dots.isEmpty();
    }

    /** Returns the dots of either. */
    public CausalContext union(CausalContext other) {
        var union = new TreeMap<>(dots);
        other.dots.forEach((replica, more) -> union.merge(replica, more, DotSet::union));
        return new CausalContext(union);
    }
}
