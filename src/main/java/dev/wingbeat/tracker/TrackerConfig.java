package dev.wingbeat.tracker;

import java.time.Duration;

/**
 * The times of a tracker: how fast nodes notice what is missing, and how long they wait for each other. Internal seam.
 *
 * @param heartbeat how often each node tells the others a digest of its entries
 * @param downPeriod how long a node that is no member of the cluster any more keeps its entries in the lists; the cluster has
 *     waited before it gave the node up
 * @param permdownPeriod how long the hidden entries of a node that is no member are kept, should it come back
 */
public record TrackerConfig(Duration heartbeat, Duration downPeriod, Duration permdownPeriod) {

    /** Half of the silence after which a member counts as absent. */
    private static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(5);

    /** A heartbeat each second, 2 seconds of grace, 20 minutes until a lost node is forgotten. */
    public static final TrackerConfig DEFAULT =
            new TrackerConfig(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofMinutes(20));

    /**
     * Checks the periods.
     *
     * @throws IllegalArgumentException unless 0 &lt; heartbeat ≤ 5 s, and heartbeat ≤ downPeriod &lt; permdownPeriod
     */
    public TrackerConfig {
        if (heartbeat.toMillis() < 1 || heartbeat.compareTo(LONGEST_HEARTBEAT) > 0) {
            throw new IllegalArgumentException(
                    "heartbeat: " + heartbeat + " (expected: 1 ms to " + LONGEST_HEARTBEAT + ')');
        }
        if (downPeriod.compareTo(heartbeat) < 0) {
            throw new IllegalArgumentException(
                    "downPeriod: " + downPeriod + " (expected: >= heartbeat " + heartbeat + ')');
        }
        if (permdownPeriod.compareTo(downPeriod) <= 0) {
            throw new IllegalArgumentException(
                    "permdownPeriod: " + permdownPeriod + " (expected: > downPeriod " + downPeriod + ')');
        }
    }
}
