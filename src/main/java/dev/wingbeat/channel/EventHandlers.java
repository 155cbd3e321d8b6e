package dev.wingbeat.channel;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.PayloadException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;

/**
 * Handles each event that the client of a channel pushes, the payload read as the type that the handler asks for. A payload
 * that does not fit is answered {@code error} with {@code {"reason":"bad_payload","path":…,"expected":…}}, and the handler is not
 * called; an event without a handler is {@linkplain HandleResult#unknown unknown}.
 *
 * <p>Immutable: one serves all channels of a class.
 *
 * <pre>{@code
 * final class ChatChannel implements Channel {
 *     record Say(String text) {}
 *
 *     private static final EventHandlers<ChatChannel, Socket> EVENTS = EventHandlers.of(ChatChannel.class)
 *             .on("say", Say.class, ChatChannel::say)
 *             .on("who", (channel, socket) -> HandleResult.ok(channel.members()));
 *
 *     public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
 *         return EVENTS.handle(this, event, payload, socket);
 *     }
 *
 *     private HandleResult say(Say say, Socket socket) {
 *         socket.broadcast("said", say);
 *         return HandleResult.ok();
 *     }
 * }
 * }</pre>
 *
 * @param <C> the channel
 * @param <S> what stands for its client: a {@link Socket}
 */
public final class EventHandlers<C, S> {

    /** Handles one event of a channel. */
    @FunctionalInterface
    public interface Handler<C, T, S> {

        /** Handles the event, as {@link Channel#handleIn} does. */
        HandleResult handle(C channel, T payload, S socket) throws Exception;
    }

    /** Handles one event of a channel whose payload does not matter. */
    @FunctionalInterface
    public interface BareHandler<C, S> {

        /** Handles the event, as {@link Channel#handleIn} does. */
        HandleResult handle(C channel, S socket) throws Exception;
    }

    private final Map<String, Handler<? super C, Payload, ? super S>> handlers;

    private EventHandlers(Map<String, Handler<? super C, Payload, ? super S>> handlers) {
        this.handlers = handlers;
    }

    /** Makes an empty set of handlers for the channels of a class. */
    public static <C extends Channel> EventHandlers<C, Socket> of(Class<C> channel) {
        requireNonNull(channel, "channel: null (expected: a class)");
        return new EventHandlers<>(Map.of());
    }

    /**
     * Returns a copy that handles one event more.
     *
     * @param type the type that the payload is read as: {@link Payload} as it came, {@link Buffer} for binary,
     *     {@link JsonObject} for an object that is looked into, and anything else as by {@link Payload#as}, best a record
     * @throws IllegalArgumentException when the event is handled already, or is the protocol's own
     */
    public <T> EventHandlers<C, S> on(String event, Class<T> type, Handler<? super C, ? super T, ? super S> handler) {
        requireNonNull(type, "type: null (expected: a class)");
        requireNonNull(handler, "handler: null (expected: one of the event)");
        return with(event, (channel, payload, socket) -> {
            T read;
            try {
                read = read(payload, type);
            } catch (PayloadException e) {
                return HandleResult.error(e);
            }
            return handler.handle(channel, read, socket);
        });
    }

    /** Returns a copy that handles one event more, whatever its payload is. */
    public EventHandlers<C, S> on(String event, BareHandler<? super C, ? super S> handler) {
        requireNonNull(handler, "handler: null (expected: one of the event)");
        return with(event, (channel, ignored, socket) -> handler.handle(channel, socket));
    }

    private EventHandlers<C, S> with(String event, Handler<? super C, Payload, ? super S> handler) {
        Map<String, Handler<? super C, Payload, ? super S>> more = new HashMap<>(handlers);
        if (more.put(Events.sendable(event), handler) != null) {
            throw new IllegalArgumentException("event: " + event + " (expected: each event once)");
        }
        return new EventHandlers<>(more);
    }

    /** Returns whether there is a handler for an event. */
    public boolean handles(String event) {
        return handlers.containsKey(event);
    }

    /** Handles an event, and returns the result for {@link Channel#handleIn}. */
    public HandleResult handle(C channel, String event, Payload payload, S socket) throws Exception {
        Handler<? super C, Payload, ? super S> handler = handlers.get(event);
        return handler == null ? HandleResult.unknown(event) : handler.handle(channel, payload, socket);
    }

    private static <T> T read(Payload payload, Class<T> type) {
        if (type.equals(Payload.class)) {
            return type.cast(payload);
        }
        if (type.equals(Buffer.class)) {
            return type.cast(payload.binary());
        }
        return type.equals(JsonObject.class) ? type.cast(payload.json()) : payload.as(type);
    }
}
