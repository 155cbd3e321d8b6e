package dev.wingbeat.pubsub;

import io.vertx.core.Future;

/** One subscription to a topic; ends by {@link #unsubscribe()}. */
public interface Subscription {

    /** Ends this subscription. Calling it again does nothing. */
    void unsubscribe();

    /**
     * Completes once what is broadcast on other nodes reaches this subscription, too; what is broadcast on its own node does so
     * from the start. On a node without others, and where the node had subscribers of the topic before, it has completed;
     * otherwise it takes a round trip to the other nodes, and 100 ms at most should one of them not answer. It never fails.
     */
    Future<Void> established();
}
