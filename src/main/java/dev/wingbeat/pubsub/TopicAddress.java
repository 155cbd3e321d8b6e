package dev.wingbeat.pubsub;

import dev.wingbeat.lane.LaneAddress;

/**
 * Maps topics to event-bus addresses.
 *
 * <p>A plain verticle anywhere in the cluster publishes to a topic by {@code eventBus.publish(TopicAddress.of(topic),
 * message)}, where the message is a {@link io.vertx.core.json.JsonObject} with {@code topic}, {@code event} and {@code
 * payload}, the latter an object.
 */
public final class TopicAddress {

    private TopicAddress() {}

    /** Returns the event-bus address that carries the broadcasts of {@code topic}. */
    public static String of(String topic) {
        return LaneAddress.of(LaneAddress.laneOf(topic));
    }
}
