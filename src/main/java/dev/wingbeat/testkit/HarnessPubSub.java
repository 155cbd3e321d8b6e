package dev.wingbeat.testkit;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.pubsub.PubSub;
import dev.wingbeat.pubsub.Subscriber;
import dev.wingbeat.pubsub.Subscription;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The PubSub of a {@link ChannelHarness}: tells it what is broadcast, and knows who hears the topics of others. */
final class HarnessPubSub implements PubSub {

    private record Listener(String topic, Handler<Broadcast> handler) {}

    private final Monitor monitor;
    private final Consumer<Broadcast> broadcasted;
    private final List<String> topics = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();

    HarnessPubSub(Monitor monitor, Consumer<Broadcast> broadcasted) {
        this.monitor = monitor;
        this.broadcasted = broadcasted;
    }

    @Override
    public void broadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
        broadcasted.accept(broadcast);
    }

    @Override
    public void localBroadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
        broadcasted.accept(broadcast);
    }

    @Override
    public void directBroadcast(String node, Broadcast broadcast) {
        throw new IllegalArgumentException("node: " + node + " (expected: another member of the cluster)");
    }

    /** Subscribes a handler, which does not end with the channel. */
    @Override
    public Subscription subscribe(String topic, Handler<Broadcast> handler) {
        var listener = new Listener(topic, handler);
        monitor.change(() -> listeners.add(listener));
        return new Subscription() {
            @Override
            public void unsubscribe() {
                monitor.change(() -> listeners.remove(listener));
            }

            @Override
            public Future<Void> established() {
                return Future.succeededFuture();
            }
        };
    }

    @Override
    public String nodeName() {
        return "harness";
    }

    /** Subscribes the channel; what is broadcast comes as a message. */
    void subscribeChannel(String topic) {
        monitor.change(() -> topics.add(topic));
    }

    void unsubscribeChannel(String topic) {
        monitor.change(() -> topics.removeIf(topic::equals));
    }

    /** Forgets what the channel has subscribed to. */
    void clear() {
        monitor.change(topics::clear);
    }

    /** Tells a broadcast to whoever has subscribed. */
    void heard(Broadcast broadcast, Consumer<Object> channel) {
        monitor.read(() -> List.copyOf(listeners)).stream()
                .filter(listener -> listener.topic.equals(broadcast.topic()))
                .forEach(listener -> listener.handler.handle(broadcast));
        monitor.read(() -> List.copyOf(topics)).stream()
                .filter(topic -> topic.equals(broadcast.topic()))
                .forEach(topic -> channel.accept(broadcast));
    }
}
