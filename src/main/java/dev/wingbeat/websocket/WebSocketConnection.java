package dev.wingbeat.websocket;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.PubSub;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A handler's view of its client and node.
 *
 * <p>May be used from any thread; what one thread sends arrives in the order it was sent. Once the connection is closing,
 * sending does nothing. A client that does not read what it is sent is closed by the limits of the endpoint.
 */
public interface WebSocketConnection {

    /** Returns the facts about the client when it connected: its parameters, and what the mount's options ask for. */
    ConnectInfo connectInfo();

    /** Returns the address of the other end of the TCP connection, which may be a proxy. */
    SocketAddress remoteAddress();

    /** Returns the subprotocol that was agreed on, null for none. */
    @Nullable
    String subprotocol();

    /** Returns the id that {@link dev.wingbeat.connection.UserSocket#id} gave, null without one. */
    @Nullable
    String id();

    /** Returns the values that {@code connect} and this connection have assigned by now. */
    Assigns assigns();

    /** Assigns a value, visible in this connection only. */
    <T> void assign(Assign<T> key, T value);

    /**
     * Returns an assigned value.
     *
     * @throws IllegalStateException if nothing is assigned under the key, or something of another type
     */
    default <T> T get(Assign<T> key) {
        return assigns().get(key);
    }

    /** Sends a text message. */
    void sendText(String text);

    /** Sends a binary message; the bytes are copied. */
    void sendBinary(Buffer bytes);

    /** Sends a payload verbatim, such as that of a broadcast: JSON as text, bytes as binary. */
    void sendPayload(Payload payload);

    /**
     * Sends a ping; the client's pong counts against the idle timeout, as every byte from it does.
     *
     * @throws IllegalArgumentException for more than 125 bytes
     */
    void ping(Buffer bytes);

    /** Closes with code 1000, behind what has been sent. */
    default void close() {
        close(1000, "");
    }

    /**
     * Closes, behind what has been sent.
     *
     * @param code 1000 to 1003, 1007 to 1014, or 3000 to 4999
     * @param text for the client's developer, at most 123 bytes of UTF-8
     * @throws IllegalArgumentException for another code or a longer text
     */
    void close(int code, String text);

    /** Sends a message to this connection's own {@link WebSocketHandler#handleInfo}. */
    void sendSelf(Object message);

    /** Sends a message to this connection's own {@link WebSocketHandler#handleInfo} after a delay, unless it has ended. */
    TimerRef sendAfter(Duration delay, Object message);

    /** Subscribes to a topic: its broadcasts arrive in {@link WebSocketHandler#handleInfo}. Not idempotent. */
    void subscribe(String topic);

    /** Ends all subscriptions of this connection to a topic. */
    void unsubscribe(String topic);

    /** Broadcasts to all subscribers of a topic on all nodes. The payload is a JSON object or binary. */
    void broadcast(String topic, String event, Object payload);

    /** Broadcasts to all subscribers of a topic on all nodes but this connection. */
    void broadcastFrom(String topic, String event, Object payload);

    /** Consumes an event-bus address: its messages arrive in {@link WebSocketHandler#handleInfo} while the connection lives. */
    void consume(String address);

    /** Returns the PubSub of this node. */
    PubSub pubSub();
}
