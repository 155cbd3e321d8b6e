package dev.wingbeat.pubsub;

/**
 * Receives a topic's broadcasts on its loop. Internal seam.
 *
 * <p>Called once for every member of a topic, in the middle of a fan-out: it must neither block nor run application code;
 * what takes longer goes to {@link Loop#execute}.
 */
@FunctionalInterface
public interface Subscriber {

    /** Receives one broadcast. */
    void deliver(Delivery delivery);
}
