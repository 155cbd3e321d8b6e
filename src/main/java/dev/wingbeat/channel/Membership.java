package dev.wingbeat.channel;

import dev.wingbeat.connection.Resources;
import dev.wingbeat.limit.SlowPolicy;
import dev.wingbeat.limit.SlowQueue;
import dev.wingbeat.metrics.Counter;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Outbound;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.Delivery;
import dev.wingbeat.pubsub.Subscriber;
import dev.wingbeat.pubsub.Subscription;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of one channel to its topic: broadcasts go to the client, to the application where it intercepts them, or
 * wait while a state is on its way. Confined to the connection's loop, except what its gate says otherwise.
 */
final class Membership implements Subscriber, DeliveryGate.Outlet, Resources.Owner {

    /** The bytes that may wait at the connection while parts of a state are left to send: fewer than make a slow consumer. */
    private static final int WINDOW = 256 * 1024;

    private static final long RETRY_MILLIS = 10;

    /** Tells a client that it has missed something. */
    private static final String SLOW = "slow";

    private final ChannelServer channel;
    private final SocketServer server;
    private Set<String> intercepts = Set.of();
    private final @Nullable SlowQueue slow;
    private @Nullable Subscription subscription;
    private @Nullable DeliveryGate gate;

    /** The time at which the join was answered, in seconds since 1970 as 32 bits without a sign; 0 before that. */
    private int joinedAt;

    /** Broadcasts that arrive while holds begin, before the join is answered. */
    private @Nullable List<Delivery> early;

    Membership(ChannelServer channel, SocketServer server) {
        this.channel = channel;
        this.server = server;
        SlowPolicy policy = channel.route().slowPolicy(server.context().limits().current());
        this.slow = policy == null ? null : server.backlog().slow(server.link()).open(policy, new Shed(policy));
    }

    /** Counts what a slow client misses, and tells it. */
    private final class Shed implements SlowQueue.Watcher {

        private final Counter count;

        Shed(SlowPolicy policy) {
            this.count = channel.route().shed(policy);
        }

        @Override
        public void shed(int messages) {
            count.add(messages);
        }

        @Override
        public Frame notice(int dropped) {
            return push(SLOW, Payload.of("dropped", dropped));
        }
    }

    /** Holds everything back until the join has been answered. */
    DeliveryGate.Hold holdAll() {
        return gate().holdAll();
    }

    /** Begins what was to be held back from the end of the join on. The join is answered next, then comes {@link #answered}. */
    void begin(Set<String> intercepted) {
        intercepts = intercepted;
        if (gate != null) {
            early = new ArrayList<>(1);
            gate.joined();
        }
    }

    /** Sends what had to wait for the reply of the join. */
    void answered() {
        joinedAt = (int) (System.currentTimeMillis() / 1000);
        List<Delivery> waiting = early;
        early = null;
        if (waiting != null) {
            waiting.forEach(this::forward);
        }
        if (gate != null) {
            gate.answered();
        }
    }

    /** Returns when the join was answered, in milliseconds since 1970; 0 before that. */
    long joinedAt() {
        return Integer.toUnsignedLong(joinedAt) * 1000;
    }

    /** Subscribes, once; completes when what is broadcast on other nodes arrives, too. */
    Future<Void> subscribe() {
        Subscription subscribed = subscription;
        if (subscribed == null) {
            subscribed = server.context().loop().subscribe(channel.refs().topic(), this, server.serializer());
            subscription = subscribed;
        }
        return subscribed.established();
    }

    /** Unsubscribes, and forgets what is held back. */
    void end() {
        if (subscription != null) {
            subscription.unsubscribe();
            subscription = null;
        }
        if (gate != null) {
            gate.close();
        }
        if (slow != null) {
            slow.end();
        }
    }

    @Override
    public void deliver(Delivery delivery) {
        if (gate != null && gate.holds(delivery)) {
            return;
        }
        if (early == null) {
            forward(delivery);
        } else {
            early.add(delivery);
        }
    }

    @Override
    public void forward(Delivery delivery) {
        String event = delivery.broadcast().event();
        if (intercepts.contains(event)) {
            Payload payload = delivery.broadcast().payload();
            server.context().loop().execute(() -> channel.intercepted(event, payload));
            return;
        }
        Frame frame = delivery.frame(server.serializer());
        if (frame != null) {
            push(event, delivery.broadcast().payload(), frame);
        }
    }

    /** Sends a message that must not be dropped, behind what waits of this topic. */
    void send(Outbound message) {
        send(server.encode(message));
    }

    /** Sends a push, or does with it what the policy of the route says. */
    void push(String event, Payload payload, Frame frame) {
        if (slow == null || Events.isPresence(event)) {
            send(frame);
        } else {
            slow.send(event, payload, frame);
        }
    }

    /** Holds broadcasts back, see {@link Socket#hold}; nothing happens once the channel has ended. */
    void hold(Predicate<String> events, DeliveryGate.Meanwhile meanwhile, Consumer<DeliveryGate.Hold> begun) {
        switch (channel.state()) {
            case JOINING, JOINED, LEAVING -> gate().hold(events, meanwhile, begun);
            case TERMINATING, ENDED -> {}
        }
    }

    private DeliveryGate gate() {
        if (gate == null) {
            gate = new DeliveryGate(this, server.backlog(), channel.state() != ChannelState.JOINING);
        }
        return gate;
    }

    // --- what the log and the channel's resources need

    @Override
    public String label() {
        return channel.refs().label();
    }

    @Override
    public void charge(long bytes) {
        server.backlog().retain(bytes);
    }

    @Override
    public void info(Object message) {
        channel.info(message);
    }

    // --- the client, as its gate sees it

    @Override
    public void run(Runnable task) {
        server.context().loop().run(task);
    }

    @Override
    public Frame push(String event, Payload payload) {
        return server.encode(channel.refs().push(event, payload));
    }

    @Override
    public boolean ready() {
        return server.link().pending() < WINDOW;
    }

    @Override
    public void later(Runnable task) {
        server.context().vertx().setTimer(RETRY_MILLIS, timer -> run(task));
    }

    @Override
    public void send(Frame frame) {
        if (slow == null) {
            server.link().send(frame);
        } else {
            slow.keep(frame);
        }
    }

    @Override
    public void over() {
        if (early == null) { // else its state may still have to wait for the reply
            gate = null;
        }
    }

    @Override
    public void overflow() {
        // later: this may be the middle of a fan-out
        server.context().loop().execute(() -> channel.crash(Mailbox.FullException.gate()));
    }
}
