package dev.wingbeat.pubsub;

import io.vertx.core.Future;

/** One subscription to a topic, until {@link #unsubscribe()}. */
public interface Subscription {

    /** Ends this subscription. Calling it again does nothing. */
    void unsubscribe();

    /**
     * Completes once this subscription receives broadcasts of other nodes, too; it receives those of its own node from the start.
     * It is complete at once on a single node, and when this node already had subscribers to the topic. Otherwise it takes a
     * round trip to the other nodes, or 100 ms at most if one of them does not answer. It never fails.
     */
    Future<Void> established();
}
