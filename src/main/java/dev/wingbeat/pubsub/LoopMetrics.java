package dev.wingbeat.pubsub;

import dev.wingbeat.metrics.Counter;
import dev.wingbeat.metrics.Histogram;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;

/** The counts of the fan-out on one loop. Confined to the loop. */
final class LoopMetrics {

    private final Counter subscriptions;
    private final Histogram fanout;
    private final Histogram fromHere;
    private final Histogram fromPeers;

    LoopMetrics(Metrics metrics) {
        this.subscriptions = metrics.counter(Meter.SUBSCRIPTIONS);
        this.fanout = metrics.histogram(Meter.FANOUT);
        this.fromHere = metrics.histogram(Meter.DELIVERY_SECONDS, "here");
        this.fromPeers = metrics.histogram(Meter.DELIVERY_SECONDS, "peers");
        metrics.observe(Meter.DELIVERIES, fanout::sum);
    }

    /** Counts a subscriber that has come, or gone. */
    void subscribers(int change) {
        subscriptions.add(change);
    }

    /** Notes that nobody was there any more for a broadcast. */
    void missed(Delivery delivery) {
        Delivery.Timing timing = delivery.timing();
        if (timing != null) {
            timing.delivered(0);
        }
    }

    /** Counts a broadcast that has been handed to this many. */
    void delivered(Delivery delivery, int subscribers) {
        fanout.record(subscribers);
        Delivery.Timing timing = delivery.timing();
        if (timing != null) {
            (timing.fromPeers() ? fromPeers : fromHere).record(System.nanoTime() - timing.began());
            timing.delivered(subscribers);
        }
    }
}
