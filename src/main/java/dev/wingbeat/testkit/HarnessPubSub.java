package dev.wingbeat.testkit;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.pubsub.PubSub;
import dev.wingbeat.pubsub.Subscriber;
import dev.wingbeat.pubsub.Subscription;
import io.vertx.core.Handler;
import org.jspecify.annotations.Nullable;

/** The PubSub of a {@link ChannelHarness}: tells it what is broadcast, hears what the test broadcasts. */
record HarnessPubSub(HarnessChannel harness) implements PubSub {

    @Override
    public void broadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
        harness.broadcasted(broadcast, true);
    }

    @Override
    public void localBroadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
        harness.broadcasted(broadcast, true);
    }

    @Override
    public void directBroadcast(String node, Broadcast broadcast) {
        throw new IllegalArgumentException("node: " + node + " (expected: another member of the cluster)");
    }

    @Override
    public Subscription subscribe(String topic, Handler<Broadcast> handler) {
        return harness.subscriptions().add(topic, handler);
    }

    @Override
    public String nodeName() {
        return "harness";
    }
}
