package dev.wingbeat.channel;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.pubsub.PubSub;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A channel's view of its client, topic and node.
 *
 * <p>May be used from any thread. What one thread sends arrives in the order it was sent, and what a callback sends arrives
 * before its reply and before all that the next callback sends. Once the channel has ended, sending does nothing.
 *
 * <p>Payloads are anything {@link dev.wingbeat.protocol.Payload#of(Object)} takes; those of pushes and broadcasts must be a JSON
 * object or binary, else {@link IllegalArgumentException} is thrown. Follows {@code Phoenix.Socket} and the
 * functions of {@code Phoenix.Channel}.
 */
public interface Socket {

    /** Returns the topic of this channel. */
    String topic();

    /** Returns the id that {@link UserSocket#id} gave the connection, or null. */
    @Nullable
    String id();

    /** Returns the name of the transport: {@code websocket} or {@code longpoll}. */
    String transport();

    /** Returns the values that the connection, the route and this channel have assigned by now. */
    Assigns assigns();

    /** Assigns a value, visible in this channel only. */
    <T> void assign(Assign<T> key, T value);

    /**
     * Returns an assigned value.
     *
     * @throws IllegalStateException if nothing is assigned under the key, or something of another type
     */
    default <T> T get(Assign<T> key) {
        return assigns().get(key);
    }

    /**
     * Pushes an event to this client only.
     *
     * @throws IllegalStateException before the join has completed
     * @throws IllegalArgumentException when the event begins with {@code phx_} or {@code chan_reply_}, which the
     *     protocol reserves; the same holds for broadcasts
     */
    void push(String event, Object payload);

    /** Broadcasts to all members of the topic on all nodes, this client included. */
    void broadcast(String event, Object payload);

    /** Broadcasts to all members of the topic on all nodes but this client. */
    void broadcastFrom(String event, Object payload);

    /**
     * Returns a handle for replying later to the event being handled.
     *
     * @throws IllegalStateException outside {@link Channel#handleIn}, or when the event has no ref
     */
    SocketRef ref();

    /** Sends a message to this channel's {@link Channel#handleInfo}. */
    void sendSelf(Object message);

    /** Sends a message to this channel's {@link Channel#handleInfo} after a delay, unless the channel has ended. */
    TimerRef sendAfter(Duration delay, Object message);

    /**
     * Subscribes to another topic: what is broadcast from now on arrives in {@link Channel#handleInfo}. Not idempotent: two
     * subscriptions deliver twice.
     */
    void subscribe(String topic);

    /** Ends all subscriptions of this channel to another topic. */
    void unsubscribe(String topic);

    /**
     * Consumes an event-bus address until the channel ends: its messages arrive in {@link Channel#handleInfo} as {@link
     * io.vertx.core.eventbus.Message}, which can be replied to.
     */
    void consume(String address);

    /**
     * Runs a task once the join has been accepted and answered, before anything else the channel does; at once, if it has been
     * already. The task never runs if the join is refused. It always runs on the event loop, and must not block; if it throws,
     * the channel ends as for an exception of a callback. Follows the {@code :after_join} message that Phoenix channels send
     * themselves.
     */
    void afterJoin(Runnable task);

    /**
     * Runs a task when the channel has ended, for whatever reason: left, stopped, crashed, replaced, refused, or its connection
     * is gone; at once, if it has ended already. Tasks run in the order they were given, after timers, subscriptions and consumers
     * have ended, and before {@link Channel#terminate}, which may have to wait for a callback. They run on the event loop, and must
     * not block. If one throws, that is logged, and the others still run.
     */
    void onEnd(Runnable task);

    /**
     * Holds the topic's broadcasts back from the client until it has been sent a state. Begins when the join is done; at once, if
     * it is already. Internal seam: presence is built on it.
     *
     * @param events which events are held back
     * @param begun is given the hold once it has begun: on the event loop, and before the join is answered
     */
    void hold(Predicate<String> events, DeliveryGate.Meanwhile meanwhile, Consumer<DeliveryGate.Hold> begun);

    /** Returns the PubSub of this node, for other topics than the channel's own. */
    PubSub pubSub();
}
