package dev.wingbeat.channel;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.Resources;
import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.credential.ConnectionCredentials;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Outbound;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.PubSub;
import dev.wingbeat.trace.TraceSpan;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Socket} of one channel. Messages are encoded on the calling thread, so that what cannot be encoded fails there;
 * what is called from elsewhere than the loop goes through the loop's inbox, in order.
 */
final class ChannelSocket implements InternalSocket {

    private static final String NO_STATUS = "status: null (expected: ok or error)";

    private final ChannelServer channel;
    private final SocketServer server;
    private final Resources resources;
    private final AtomicReference<Layers> layers;
    private @Nullable List<Runnable> afterJoin;

    /** The values that the route and this channel have assigned, alone and laid over those of the connection. */
    private record Layers(Assigns own, Assigns all) {}

    ChannelSocket(ChannelServer channel, SocketServer server, Assigns routeAssigns) {
        this.channel = channel;
        this.server = server;
        this.resources = new Resources(server.context(), channel.membership());
        this.layers =
                new AtomicReference<>(new Layers(routeAssigns, server.assigns().with(routeAssigns)));
    }

    @Override
    public String topic() {
        return channel.refs().topic();
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
    public Assigns assigns() {
        return layers.get().all;
    }

    @Override
    public <T> void assign(Assign<T> key, T value) {
        assign(Assigns.of(key, value));
    }

    /** Assigns all of these. */
    void assign(Assigns more) {
        var unused = layers.updateAndGet(assigned -> new Layers(assigned.own.with(more), assigned.all.with(more)));
    }

    /** Adopts the values that the connection was newly assigned, below those of the route and this channel. */
    void reassigned() {
        Assigns below = server.assigns();
        var unused = layers.updateAndGet(assigned -> new Layers(assigned.own, below.with(assigned.own)));
    }

    @Override
    public void push(String event, Object payload) {
        requireNonNull(event, "event: null (expected: a name)");
        if (channel.state() == ChannelState.JOINING) {
            throw new IllegalStateException("push of " + LogText.of(event) + " before the join of "
                    + channel.refs().label()
                    + " has completed (expected: send yourself a message and push from handleInfo)");
        }
        deliver(channel.refs().push(Events.sendable(event), Payload.message(payload)), true);
    }

    @Override
    public void broadcast(String event, Object payload) {
        if (alive()) {
            countBroadcast();
            pubSub().broadcast(topic(), event, payload);
        }
    }

    @Override
    public void broadcastFrom(String event, Object payload) {
        if (alive()) {
            countBroadcast();
            pubSub().broadcastFrom(channel.membership(), Broadcast.of(topic(), event, payload));
        }
    }

    private void countBroadcast() {
        ClientGate gate = server.gate();
        if (gate != null) {
            gate.broadcasts(channel.route().route(), topic());
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
        return ref(handling.ref());
    }

    private SocketRef ref(Ref ref) {
        return (status, response) ->
                deliver(channel.refs().reply(ref, requireNonNull(status, NO_STATUS), Payload.of(response)), false);
    }

    @Override
    public @Nullable SocketRef refOrNull() {
        Message handling = channel.handling();
        Ref ref = handling == null ? null : handling.ref();
        return ref == null ? null : ref(ref);
    }

    @Override
    public String version() {
        return server.serializer().vsn();
    }

    @Override
    public ConnectionCredentials credentials() {
        return server.credentials();
    }

    @Override
    public Object client() {
        return server.credentials().grants();
    }

    @Override
    public Context context() {
        return loop().context();
    }

    @Override
    public @Nullable TraceSpan trace() {
        return channel.trace();
    }

    @Override
    public long pending() {
        return server.link().pending();
    }

    @Override
    public void sendSelf(Object message) {
        resources.send(message);
    }

    @Override
    public TimerRef sendAfter(Duration delay, Object message) {
        return resources.sendAfter(delay, message);
    }

    @Override
    public void subscribe(String topic) {
        resources.subscribe(topic);
    }

    @Override
    public void unsubscribe(String topic) {
        resources.unsubscribe(topic);
    }

    @Override
    public void consume(String address) {
        resources.consume(address);
    }

    @Override
    public void afterJoin(Runnable task) {
        requireNonNull(task, "task: null (expected: a task)");
        loop().run(() -> runAfterJoin(task));
    }

    private void runAfterJoin(Runnable task) {
        switch (channel.state()) {
            case JOINING -> {
                if (afterJoin == null) {
                    afterJoin = new ArrayList<>(1);
                }
                afterJoin.add(task);
            }
            case JOINED, LEAVING -> channel.attempt(task);
            case TERMINATING, ENDED -> {}
        }
    }

    /** Completes when the subscriptions of the channel are established on all nodes. */
    Future<Void> established() {
        return resources.established();
    }

    /** Notes that the join has been answered. */
    void joined() {
        List<Runnable> tasks = afterJoin;
        afterJoin = null;
        if (tasks != null) {
            tasks.forEach(this::runAfterJoin);
        }
    }

    @Override
    public void onEnd(Runnable task) {
        resources.onEnd(task);
    }

    @Override
    public void charge(long bytes) {
        loop().run(() -> server.backlog().retain(bytes));
    }

    @Override
    public PubSub pubSub() {
        return server.context().pubSub();
    }

    @Override
    public void hold(Predicate<String> events, DeliveryGate.Meanwhile meanwhile, Consumer<DeliveryGate.Hold> begun) {
        loop().run(() -> channel.attempt(() -> channel.membership().hold(events, meanwhile, begun)));
    }

    /** Ends timers, subscriptions and consumers, and tells who wants to know of the end. */
    void release() {
        resources.release();
    }

    private void deliver(Outbound message, boolean whileAlive) {
        Frame frame = server.encode(message);
        loop().run(() -> {
            if (alive() || !whileAlive) {
                send(message, frame);
            }
        });
    }

    private void send(Outbound message, Frame frame) {
        if (message instanceof Message push) {
            channel.membership().push(push.event(), push.payload(), frame);
        } else {
            channel.membership().send(frame);
        }
    }

    private boolean alive() {
        return channel.state() != ChannelState.ENDED;
    }

    private Loop loop() {
        return server.context().loop();
    }
}
