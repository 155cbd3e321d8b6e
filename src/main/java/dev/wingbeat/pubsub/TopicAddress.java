package dev.wingbeat.pubsub;

/**
 * Maps topics to event-bus addresses. A topic belongs to one of a few lanes, and a lane is one event-bus address, so that
 * the number of topics never shows in the cluster's registrations.
 *
 * <p>A plain verticle anywhere in the cluster publishes to a topic by {@code eventBus.publish(TopicAddress.of(topic),
 * message)}, where the message is a {@link io.vertx.core.json.JsonObject} with {@code topic}, {@code event} and {@code
 * payload}, the latter an object.
 */
public final class TopicAddress {

    /**
     * Number of lanes: a power of two up to 64, the same on all nodes of a cluster; 4, unless the system property {@code
     * wingbeat.lanes} says otherwise.
     */
    public static final int LANES = lanes(Integer.getInteger("wingbeat.lanes", 4));

    private static final String PREFIX = "wingbeat.lane.";

    private TopicAddress() {}

    /** Returns the event-bus address that carries the broadcasts of {@code topic}. */
    public static String of(String topic) {
        return ofLane(laneOf(topic));
    }

    /** Returns the lane of a topic, from 0 to {@link #LANES} - 1. */
    public static int laneOf(String topic) {
        int hash = topic.hashCode();
        return (hash ^ (hash >>> 16)) & (LANES - 1);
    }

    static String ofLane(int lane) {
        return PREFIX + lane;
    }

    /** Returns the address at which one node takes the envelopes of others. */
    static String ofLane(int lane, String node) {
        return PREFIX + lane + '.' + node;
    }

    private static int lanes(int lanes) {
        if (lanes < 1 || lanes > 64 || Integer.bitCount(lanes) != 1) {
            throw new IllegalArgumentException("wingbeat.lanes: " + lanes + " (expected: a power of two up to 64)");
        }
        return lanes;
    }
}
