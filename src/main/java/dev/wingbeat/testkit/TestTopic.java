package dev.wingbeat.testkit;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.testkit.Monitor.Waits;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The broadcasts of a topic, as a node hears them: a subscription of the test's own. */
public final class TestTopic {

    private final Monitor monitor = new Monitor();
    private final Arrivals arrivals;

    TestTopic(String topic, Supplier<Waits> waits) {
        this.arrivals = new Arrivals("broadcast", topic, monitor, waits, () -> null);
    }

    void heard(Broadcast broadcast) {
        monitor.change(() -> arrivals.add(broadcast.event(), broadcast.payload()));
    }

    /** Waits for an event that is broadcast. */
    public Payload assertBroadcast(String event) {
        return arrivals.take(event, Match.any());
    }

    /** Waits for a broadcast with such a payload. */
    public Payload assertBroadcast(String event, @Nullable Object payload) {
        return arrivals.take(event, payload);
    }

    /** Waits a moment in full, and fails when such an event was broadcast by then. */
    public void refuteBroadcast(String event) {
        arrivals.refute(event, Match.any());
    }

    /** Waits a moment in full, and fails when an event with such a payload was broadcast by then. */
    public void refuteBroadcast(String event, @Nullable Object payload) {
        arrivals.refute(event, payload);
    }
}
