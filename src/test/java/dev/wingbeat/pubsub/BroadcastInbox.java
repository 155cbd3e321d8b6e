package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.support.Patience;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps the broadcasts that reach a subscriber or a handler, for the test to take in order. */
final class BroadcastInbox implements Subscriber {

    private final BlockingQueue<Broadcast> arrived = new LinkedBlockingQueue<>();

    @Override
    public void deliver(Delivery delivery) {
        arrived.add(delivery.broadcast());
    }

    /** Takes a broadcast as a plain handler. */
    void take(Broadcast broadcast) {
        arrived.add(broadcast);
    }

    /** Takes the next broadcast. */
    Broadcast next() {
        try {
            var next = arrived.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no broadcast in " + Patience.LIMIT);
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Takes the next broadcasts, which must be of these events, in this order. */
    void expect(String... events) {
        var got = Arrays.stream(events).map(event -> next().event()).toList();
        assertEquals(Arrays.asList(events), got);
    }
}
