package dev.wingbeat.client;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a {@link PhoenixClient} takes part in, made by {@link PhoenixClient#channel}. Once joined it is joined again
 * after each loss of the connection and each crash on the server, until it is left or the server closes it; then {@link
 * PhoenixClient#channel} makes a new one. May be used from any thread.
 *
 * <pre>{@code
 * ClientChannel room = client.channel("room:lobby");
 * room.on("shout", message -> System.out.println(message.payload().json()));
 * room.join().get();                                     // blocks: meant for virtual threads
 * Payload reply = room.push("ping", Map.of("n", 1)).get();
 * }</pre>
 *
 * <p>What is pushed while the channel is not joined waits for it: at most 1,000 messages and 1 MiB, each for its timeout. What
 * was sent and not answered when the connection broke fails and is not sent again.
 */
public final class ClientChannel {

    private enum State {
        IDLE,
        JOINING,
        JOINED,
        /** Not joined, but to be joined again. */
        LOST,
        LEAVING,
        ENDED
    }

    /** The time that a reply may take by default. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(10);

    private final PhoenixClient client;
    private final String topic;
    private final Supplier<?> params;
    private final Presences presences;
    private final ChannelHandlers handlers;
    private final CompletableFuture<Payload> firstJoin = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> left = new CompletableFuture<>();

    // confined to the client's loop
    private final WaitingPushes waiting = new WaitingPushes();
    private State state = State.IDLE;
    private String joinRef = "";
    private int failures;

    ClientChannel(PhoenixClient client, String topic, Supplier<?> params) {
        this.client = client;
        this.topic = topic;
        this.params = params;
        this.presences = new Presences(client.callbacks().loop());
        this.handlers = new ChannelHandlers(client.callbacks());
    }

    /** Returns the topic. */
    public String topic() {
        return topic;
    }

    /** Returns the presences of the topic, as told by {@code presence_state} and {@code presence_diff}. */
    public Presences presences() {
        return presences;
    }

    /**
     * Calls a handler with each event of this name. Handlers are called one after the other, in the order of the wire;
     * register them before joining, to miss nothing.
     */
    public ClientChannel on(String event, Consumer<ClientMessage> handler) {
        handlers.onMessage(event, handler);
        return this;
    }

    /** Calls a handler with each event, whatever its name. */
    public ClientChannel onMessage(Consumer<ClientMessage> handler) {
        handlers.onMessage(handler);
        return this;
    }

    /** Calls a handler each time the channel has been joined again, with the server's response. */
    public ClientChannel onRejoined(Consumer<Payload> handler) {
        handlers.onRejoined(handler);
        return this;
    }

    /** Calls a handler each time the channel is lost: it will be joined again. */
    public ClientChannel onLost(Consumer<Disconnect> handler) {
        handlers.onLost(handler);
        return this;
    }

    /** Calls a handler when the channel has ended for good. */
    public ClientChannel onEnded(Consumer<Disconnect> handler) {
        handlers.onEnded(handler);
        return this;
    }

    /**
     * Joins, now or when the client is connected. Completes with the server's response; fails with {@link RefusedException},
     * {@link TimedOutException}, {@link DisconnectedException}, or a {@link ClientException} of what the params have thrown, which
     * ends the channel. Later calls return the same future.
     */
    public CompletableFuture<Payload> join() {
        client.loop().execute(() -> {
            if (state == State.IDLE) {
                state = State.LOST;
                sendJoin();
            }
        });
        return firstJoin.copy();
    }

    /** Pushes an event; see {@link #push(String, Object, Duration)}. */
    public CompletableFuture<Payload> push(String event, Object payload) {
        return push(event, payload, DEFAULT_TIMEOUT);
    }

    /**
     * Pushes an event: now, or when the channel is joined. Completes with the response to an {@code ok}; fails with {@link
     * RefusedException} for any other status, {@link TimedOutException}, {@link DisconnectedException} or {@link
     * OverflowException}. Where the server sends no reply it times out; see {@link #cast}.
     *
     * @param payload a JSON object or binary, see {@link Payload#message}
     * @throws IllegalArgumentException for another payload, or a binary one in version 1
     */
    public CompletableFuture<Payload> push(String event, Object payload, Duration timeout) {
        Payload checked = Payload.message(payload);
        client.codec().check(topic, event, checked);
        var reply = new CompletableFuture<Payload>();
        var push = new PendingPush(topic, event, checked, timeout, reply);
        client.loop().execute(() -> pushOrBuffer(push));
        return reply;
    }

    /**
     * Pushes an event whose reply does not matter, or which has none: now, or when the channel is joined. What cannot be sent
     * is lost.
     *
     * @param payload what {@link Payload#message} takes: a JSON object or binary
     * @throws IllegalArgumentException for another payload, or a binary one in version 1
     */
    public void cast(String event, Object payload) {
        var unused = push(event, payload);
    }

    /** Leaves the topic. Completes when the server has said so, or is not there to say it; the channel has ended then. */
    public CompletableFuture<@Nullable Void> leave() {
        client.loop().execute(() -> {
            switch (state) {
                case JOINING, JOINED -> sendLeave();
                case IDLE, LOST -> end(new Disconnect.Local());
                case LEAVING, ENDED -> {}
            }
        });
        return left.copy();
    }

    // --- on the client's loop

    private void pushOrBuffer(PendingPush push) {
        switch (state) {
            case JOINED -> {
                client.pushes().watch(push);
                client.send(joinRef, push);
            }
            case IDLE, JOINING, LOST -> {
                if (waiting.add(push)) {
                    client.pushes().watch(push);
                }
            }
            case LEAVING, ENDED -> push.fail(new DisconnectedException(push.label(), new Disconnect.Local()));
        }
    }

    /** Joins, when the client is connected; else it will be asked again. */
    void sendJoin() {
        if (state != State.LOST || !client.isOpen()) {
            return;
        }
        state = State.JOINING;
        presences.joining();
        try {
            var join = new PendingPush(topic, Events.PHX_JOIN, Payload.of(params.get()), DEFAULT_TIMEOUT, this::joined);
            client.pushes().watch(join);
            joinRef = client.sendJoin(join);
        } catch (Throwable e) { // of the params
            notJoined(new ClientException(topic + " phx_join: its params failed", e));
        }
    }

    private void joined(@Nullable Payload response, @Nullable ClientException cause) {
        if (state != State.JOINING) {
            return;
        }
        if (response != null) {
            state = State.JOINED;
            failures = 0;
            if (firstJoin.isDone()) {
                handlers.rejoined(response);
            }
            ClientCallbacks.complete(firstJoin, response);
            waiting.flush(push -> client.send(joinRef, push));
        } else if (cause != null) {
            notJoined(cause);
        }
    }

    private void notJoined(ClientException cause) {
        if (cause instanceof TimedOutException) {
            client.sendLeave(joinRef, topic); // it may yet be joined
        }
        if (!firstJoin.isDone() && !(cause instanceof DisconnectedException)) {
            ClientCallbacks.fail(firstJoin, cause);
            end(cause instanceof RefusedException ? new Disconnect.ChannelClosed() : new Disconnect.Local());
        } else {
            state = State.LOST;
            client.loop().executeAfter(client.backoff(failures++), this::sendJoin);
        }
    }

    private void sendLeave() {
        state = State.LEAVING;
        var leave = new PendingPush(
                topic,
                Events.PHX_LEAVE,
                Payload.EMPTY,
                DEFAULT_TIMEOUT,
                (response, cause) -> end(new Disconnect.Local()));
        client.pushes().watch(leave);
        client.send(joinRef, leave);
    }

    /** Handles the end of the connection. */
    void disconnected(Disconnect reason) {
        switch (state) {
            case JOINING -> state = State.LOST;
            case JOINED -> lost(reason);
            case LEAVING -> end(new Disconnect.Local());
            case IDLE, LOST, ENDED -> {}
        }
    }

    private void lost(Disconnect reason) {
        state = State.LOST;
        handlers.lost(reason);
    }

    /** Handles a message of the server for this topic. */
    void received(ClientCodec.Incoming message) {
        boolean heard = state == State.JOINED || state == State.JOINING;
        if (!heard || !message.isOf(joinRef, state == State.JOINED)) {
            return;
        }
        switch (message.event()) {
            case Events.PHX_CLOSE -> {
                client.pushes().fail(topic, new Disconnect.ChannelClosed());
                end(new Disconnect.ChannelClosed());
            }
            case Events.PHX_ERROR -> {
                var crashed = new Disconnect.ChannelCrashed();
                client.pushes().fail(topic, crashed);
                if (state == State.JOINED) {
                    lost(crashed);
                    client.loop().executeAfter(client.backoff(failures++), this::sendJoin);
                }
            }
            default -> deliver(new ClientMessage(message.event(), message.payload()));
        }
    }

    private void deliver(ClientMessage message) {
        if (Presences.EVENTS.contains(message.event())) {
            client.callbacks().run(() -> presences.received(message));
        }
        handlers.message(message);
    }

    /** Ends the channel for good. */
    void end(Disconnect reason) {
        if (state == State.ENDED) {
            return;
        }
        state = State.ENDED;
        client.forget(this);
        waiting.fail(reason);
        ClientCallbacks.fail(firstJoin, new DisconnectedException(topic + " phx_join", reason));
        ClientCallbacks.complete(left, null);
        handlers.ended(reason);
    }
}
