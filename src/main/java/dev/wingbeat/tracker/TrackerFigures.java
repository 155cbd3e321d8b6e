package dev.wingbeat.tracker;

/**
 * The load of a tracker at the moment, on this node; the count of pulls goes on from its start.
 *
 * <p>Internal seam.
 *
 * @param entries how many entries its lists have, of all nodes
 * @param topics how many topics have entries
 * @param replicas on how many other nodes it is heard of
 * @param hidden how many of these are not members of the cluster, or not heard completely since they came back
 * @param pulls how often a node was asked for entries that had not come by themselves
 * @param hash sums up which entries the lists have: equal on nodes whose lists are equal, and hardly ever on others
 */
public record TrackerFigures(int entries, int topics, int replicas, int hidden, long pulls, long hash) {

    /** Adds up two parts of a tracker, which hear of the same replicas. */
    TrackerFigures plus(TrackerFigures other) {
        return new TrackerFigures(
                entries + other.entries,
                topics + other.topics,
                Math.max(replicas, other.replicas),
                Math.max(hidden, other.hidden),
                pulls + other.pulls,
                hash ^ other.hash);
    }
}
