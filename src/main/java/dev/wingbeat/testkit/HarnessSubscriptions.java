package dev.wingbeat.testkit;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.pubsub.Subscription;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The other topics that the channel of a {@link ChannelHarness} hears. */
final class HarnessSubscriptions {

    private record Listener(String topic, Handler<Broadcast> handler) {}

    private final Monitor monitor;
    private final List<String> topics = new ArrayList<>();
    private final List<Listener> listeners = new ArrayList<>();

    HarnessSubscriptions(Monitor monitor) {
        this.monitor = monitor;
    }

    /** Subscribes the channel; what is broadcast comes as a message. */
    void add(String topic) {
        monitor.change(() -> topics.add(topic));
    }

    void remove(String topic) {
        monitor.change(() -> topics.removeIf(topic::equals));
    }

    /** Subscribes a handler, which does not end with the channel. */
    Subscription add(String topic, Handler<Broadcast> handler) {
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
