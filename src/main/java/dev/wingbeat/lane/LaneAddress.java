package dev.wingbeat.lane;

/**
 * The lanes, and their addresses on the event bus. A topic belongs to one of a few lanes, and a lane is one address, so that the
 * number of topics never shows in the cluster's registrations. Internal seam.
 */
public final class LaneAddress {

    /**
     * Number of lanes: a power of two up to 64, the same on all nodes of a cluster; 4, unless the system property {@code
     * wingbeat.lanes} says otherwise.
     */
    public static final int LANES = lanes(Integer.getInteger("wingbeat.lanes", 4));

    private static final String PREFIX = "wingbeat.lane.";

    private LaneAddress() {}

    /** Returns the lane of a topic, from 0 to {@link #LANES} - 1. */
    public static int laneOf(String topic) {
        int hash = topic.hashCode();
        return (hash ^ (hash >>> 16)) & (LANES - 1);
    }

    /** Returns the address of a lane at which every node listens. */
    public static String of(int lane) {
        return PREFIX + lane;
    }

    /** Returns the address at which one node receives the envelopes of others on a lane. */
    static String of(int lane, String node) {
        return PREFIX + lane + '.' + node;
    }

    private static int lanes(int lanes) {
        if (lanes < 1 || lanes > 64 || Integer.bitCount(lanes) != 1) {
            throw new IllegalArgumentException("wingbeat.lanes: " + lanes + " (expected: a power of two up to 64)");
        }
        return lanes;
    }
}
