package dev.wingbeat;

import dev.wingbeat.transport.LongPollOptions;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.transport.WebSocketTransportOptions;
import dev.wingbeat.websocket.WebSocketOptions;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Refuses limits that contradict each other: a message that one of them lets in must not make another one throw out the
 * members that it is sent to.
 *
 * <p>Internal seam.
 */
public final class LimitRules {

    private static final Map<String, String> FLAGS = Map.of(
            "maxPending", "--max-pending",
            "maxMessageSize", "--max-message-size",
            "maxBodySize", "--long-poll-body",
            "maxBuffered", "--long-poll-buffer");

    private final EndpointOptions endpoint;
    private final UnaryOperator<String> names;

    private LimitRules(EndpointOptions endpoint, UnaryOperator<String> names) {
        this.endpoint = endpoint;
        this.names = names;
    }

    /** The rules of an endpoint, whose errors name limits as the configuration does. */
    static LimitRules of(EndpointOptions endpoint) {
        return new LimitRules(endpoint, UnaryOperator.identity());
    }

    /** The rules of a command, whose errors name flags. */
    public static LimitRules ofFlags(EndpointOptions endpoint) {
        return new LimitRules(endpoint, name -> FLAGS.getOrDefault(name, name));
    }

    /**
     * Checks the limits of a socket against those of its endpoint.
     *
     * @throws IllegalArgumentException that names two limits which contradict each other
     */
    public void check(SocketOptions socket) {
        WebSocketTransportOptions webSocket = socket.webSocket();
        LongPollOptions longPoll = socket.longPoll();
        if (webSocket != null) {
            require("maxPending", endpoint.maxPending(), "maxMessageSize", webSocket.maxMessageSize());
        }
        if (longPoll != null) {
            require("maxPending", endpoint.maxPending(), "maxBodySize", longPoll.maxBodySize());
            require("maxBuffered", longPoll.maxBuffered(), "maxBodySize", longPoll.maxBodySize());
        }
        if (webSocket != null && longPoll != null) {
            require("maxBuffered", longPoll.maxBuffered(), "maxMessageSize", webSocket.maxMessageSize());
        }
    }

    /**
     * Checks the limits of plain WebSockets against those of their endpoint.
     *
     * @throws IllegalArgumentException that names two limits which contradict each other
     */
    public void check(WebSocketOptions raw) {
        require("maxPending", endpoint.maxPending(), "maxMessageSize", raw.maxMessageSize());
    }

    private void require(String name, int value, String message, int largest) {
        if (value < largest) {
            throw new IllegalArgumentException(names.apply(name) + ": " + value + " (expected: at least "
                    + names.apply(message) + ", which is " + largest + ")");
        }
    }
}
