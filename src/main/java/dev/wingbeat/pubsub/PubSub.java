package dev.wingbeat.pubsub;

import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.protocol.Broadcast;
import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/**
 * Sends broadcasts to everybody who subscribed to a topic.
 *
 * <p>Topics match by equality: no wildcards, no hierarchy, nothing is retained. Delivery is at most once; broadcasts of
 * one sender to one topic arrive in the order they were sent, those of different senders in any order. Every method may
 * be called from any thread. Follows {@code Phoenix.PubSub}.
 */
public interface PubSub {

    /**
     * Returns the event-bus address that carries the broadcasts of a topic. A plain verticle anywhere in the cluster publishes
     * by {@code eventBus.publish(PubSub.address(topic), message)}, where the message is a {@link
     * io.vertx.core.json.JsonObject} with {@code topic}, {@code event} and {@code payload}, the latter an object.
     */
    static String address(String topic) {
        return LaneAddress.of(LaneAddress.laneOf(topic));
    }

    /** Broadcasts to all subscribers of a topic, on all nodes. The payload is a JSON object or binary. */
    default void broadcast(String topic, String event, Object payload) {
        broadcastFrom(null, Broadcast.of(topic, event, payload));
    }

    /** Broadcasts on all nodes to all subscribers but {@code from}; with {@code from} null, to all. Internal seam. */
    void broadcastFrom(@Nullable Subscriber from, Broadcast broadcast);

    /** Broadcasts to the subscribers on this node only. */
    default void localBroadcast(String topic, String event, Object payload) {
        localBroadcastFrom(null, Broadcast.of(topic, event, payload));
    }

    /** Broadcasts to the subscribers on this node but {@code from}; with {@code from} null, to all of them. Internal seam. */
    void localBroadcastFrom(@Nullable Subscriber from, Broadcast broadcast);

    /**
     * Broadcasts to the subscribers on one other node only.
     *
     * @throws IllegalArgumentException when the node is this one, or no member of the cluster
     */
    void directBroadcast(String node, Broadcast broadcast);

    /**
     * Subscribes a handler, which runs on the Vert.x context this is called from, or on a new one when called from none.
     * Not idempotent: two subscriptions deliver twice.
     */
    Subscription subscribe(String topic, Handler<Broadcast> handler);

    /** Returns the name of this node, unique in the cluster. */
    String nodeName();
}
