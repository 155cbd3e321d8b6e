package dev.wingbeat.tracker;

/**
 * What a tracker has to do at the moment, on this node; the count of pulls goes on from its start.
 *
 * @param entries how many entries its lists have, of all nodes
 * @param topics how many topics have entries
 * @param replicas on how many other nodes it is heard of
 * @param hidden how many of these are not members of the cluster, or not heard completely since they came back
 * @param pulls how often entries were asked for that had not come by themselves
 */
public record TrackerFigures(int entries, int topics, int replicas, int hidden, long pulls) {

    /** Adds up two parts of a tracker: entries, topics and pulls add, of the replicas each part sees the same. */
    TrackerFigures plus(TrackerFigures other) {
        return new TrackerFigures(
                entries + other.entries,
                topics + other.topics,
                Math.max(replicas, other.replicas),
                Math.max(hidden, other.hidden),
                pulls + other.pulls);
    }
}
