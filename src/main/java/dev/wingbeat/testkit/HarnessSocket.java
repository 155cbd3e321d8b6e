package dev.wingbeat.testkit;

import dev.wingbeat.channel.DeliveryGate;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.SocketRef;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.PubSub;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The socket of a {@link ChannelHarness}: tells it what the channel does. */
final class HarnessSocket implements Socket {

    private final HarnessChannel harness;
    private final String topic;
    private final @Nullable String id;
    private volatile Assigns assigns;

    HarnessSocket(HarnessChannel harness, String topic, @Nullable String id, Assigns assigns) {
        this.harness = harness;
        this.topic = topic;
        this.id = id;
        this.assigns = assigns;
    }

    @Override
    public String topic() {
        return topic;
    }

    @Override
    public @Nullable String id() {
        return id;
    }

    @Override
    public String transport() {
        return "harness";
    }

    @Override
    public Assigns assigns() {
        return assigns;
    }

    @Override
    public <T> void assign(Assign<T> key, T value) {
        assigns = assigns.with(key, value);
    }

    @Override
    public void push(String event, Object payload) {
        harness.pushed(new Broadcast(topic, event, Payload.message(payload)));
    }

    @Override
    public void broadcast(String event, Object payload) {
        harness.broadcasted(Broadcast.of(topic, event, payload), true);
    }

    @Override
    public void broadcastFrom(String event, Object payload) {
        harness.broadcasted(Broadcast.of(topic, event, payload), false);
    }

    @Override
    public SocketRef ref() {
        TestPush handling = harness.handling();
        if (handling == null) {
            throw new IllegalStateException(
                    "no event is being handled on " + topic + " (expected: ref() inside handleIn)");
        }
        return (status, response) -> harness.replied(handling, status, Payload.of(response));
    }

    @Override
    public void sendSelf(Object message) {
        harness.info(message);
    }

    @Override
    public TimerRef sendAfter(Duration delay, Object message) {
        return harness.timer(delay, message);
    }

    @Override
    public void subscribe(String other) {
        harness.pubSub().subscribeChannel(other);
    }

    @Override
    public void unsubscribe(String other) {
        harness.pubSub().unsubscribeChannel(other);
    }

    /** Nothing arrives by itself: a test calls handleInfo with what a message would be. */
    @Override
    public void consume(String address) {}

    @Override
    public void afterJoin(Runnable task) {
        harness.afterJoin(task);
    }

    @Override
    public void onEnd(Runnable task) {
        harness.onEnd(task);
    }

    @Override
    public void hold(Predicate<String> events, DeliveryGate.Meanwhile meanwhile, Consumer<DeliveryGate.Hold> begun) {
        throw new UnsupportedOperationException("hold on " + topic
                + " (expected: a presence that the harness runs, by ChannelHarness.presence, or a TestHub)");
    }

    @Override
    public PubSub pubSub() {
        return harness.pubSub();
    }
}
