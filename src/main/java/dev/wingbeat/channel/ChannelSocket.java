package dev.wingbeat.channel;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Outbound;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.PubSub;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Socket} of one channel. Messages are encoded on the calling thread, so that what cannot be encoded fails there;
 * what is called from elsewhere than the loop goes through the loop's inbox, in order.
 */
final class ChannelSocket implements Socket {

    private final ChannelServer channel;
    private final SocketServer server;
    private final Resources resources;
    private final Assigns assigns;

    ChannelSocket(ChannelServer channel, SocketServer server, Map<String, Object> routeAssigns) {
        this.channel = channel;
        this.server = server;
        this.resources = new Resources(server.context(), channel::info);
        this.assigns = new Assigns(server.assigns(), routeAssigns);
    }

    @Override
    public String topic() {
        return channel.topic();
    }

    @Override
    public @Nullable String id() {
        return server.id();
    }

    @Override
    public String transport() {
        return server.link().transport();
    }

    @Override
    public Map<String, Object> assigns() {
        return assigns.all();
    }

    @Override
    public void assign(String key, Object value) {
        assigns.put(key, value);
    }

    @Override
    public <T> T assigned(String key, Class<T> type) {
        return assigns.get(key, type);
    }

    @Override
    public void push(String event, Object payload) {
        if (channel.state() == ChannelState.JOINING) {
            throw new IllegalStateException(
                    "push of " + event + " before the join of " + channel.refs().label()
                            + " has completed (expected: send yourself a message and push from handleInfo)");
        }
        deliver(channel.refs().push(event, Payload.ofMap(payload)), true);
    }

    @Override
    public void broadcast(String event, Object payload) {
        if (alive()) {
            pubSub().broadcast(topic(), event, payload);
        }
    }

    @Override
    public void broadcastFrom(String event, Object payload) {
        if (alive()) {
            pubSub().broadcastFrom(channel, Broadcast.of(topic(), event, payload));
        }
    }

    @Override
    public SocketRef ref() {
        Message handling = channel.handling();
        if (handling == null || handling.ref() == null) {
            throw new IllegalStateException(
                    handling == null
                            ? "no event is being handled on " + channel.refs().label()
                                    + " (expected: ref() inside handleIn)"
                            : "event " + LogText.of(handling.event())
                                    + " has no ref (expected: an event that awaits a reply)");
        }
        Ref ref = handling.ref();
        return (status, response) -> deliver(channel.refs().reply(ref, status, Payload.of(response)), false);
    }

    @Override
    public void send(Object message) {
        loop().execute(() -> channel.info(message));
    }

    @Override
    public TimerRef sendAfter(Duration delay, Object message) {
        return resources.timer(delay, message);
    }

    @Override
    public void subscribe(String topic) {
        resources.subscribe(topic);
    }

    @Override
    public void unsubscribe(String topic) {
        loop().run(() -> resources.unsubscribe(topic));
    }

    @Override
    public void consume(String address) {
        resources.consume(address);
    }

    @Override
    public PubSub pubSub() {
        return server.context().pubSub();
    }

    /** Ends timers, subscriptions and consumers. */
    void release() {
        resources.release();
    }

    private void deliver(Outbound message, boolean whileAlive) {
        Frame frame = server.encode(message);
        loop().run(() -> {
            if (alive() || !whileAlive) {
                server.link().send(frame);
            }
        });
    }

    private boolean alive() {
        return channel.state() != ChannelState.ENDED;
    }

    private Loop loop() {
        return server.context().loop();
    }
}
