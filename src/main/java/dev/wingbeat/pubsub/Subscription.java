package dev.wingbeat.pubsub;

/** One subscription to a topic; ends by {@link #unsubscribe()}. */
public interface Subscription {

    /** Ends this subscription. Calling it again does nothing. */
    void unsubscribe();
}
