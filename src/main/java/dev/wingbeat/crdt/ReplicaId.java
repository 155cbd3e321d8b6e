package dev.wingbeat.crdt;

import java.util.Comparator;

/**
 * Internal seam: one life of one node.
 *
 * @param node the name of the node
 * @param generation what differs at every start of it
 */
public record ReplicaId(String node, long generation) implements Comparable<ReplicaId> {

    private static final Comparator<ReplicaId> ORDER =
            Comparator.comparing(ReplicaId::node).thenComparingLong(ReplicaId::generation);

    @Override
    public int compareTo(ReplicaId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return node + '/' + generation;
    }
}
