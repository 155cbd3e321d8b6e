package dev.wingbeat;

import dev.wingbeat.transport.LongPollOptions;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.transport.WebSocketTransportOptions;
import dev.wingbeat.websocket.WebSocketOptions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
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

    /** Returns the flags that these rules are about: with one of them wrong, nothing can be said. */
    public static Collection<String> flags() {
        return FLAGS.values();
    }

    /**
     * Checks the limits of a socket against those of its endpoint.
     *
     * @throws IllegalArgumentException that names two limits which contradict each other
     */
    public void check(SocketOptions socket) {
        throwAny(contradictions(socket));
    }

    /** Returns what contradicts each other among the limits of a socket and of its endpoint, a line each. */
    public List<String> contradictions(SocketOptions socket) {
        var messages = new ArrayList<Largest>();
        WebSocketTransportOptions webSocket = socket.webSocket();
        LongPollOptions longPoll = socket.longPoll();
        if (webSocket != null) {
            messages.add(new Largest("maxMessageSize", webSocket.maxMessageSize()));
        }
        if (longPoll != null) {
            messages.add(new Largest("maxBodySize", longPoll.maxBodySize()));
        }
        messages.sort(Comparator.comparingInt(Largest::bytes).reversed());
        var found = new ArrayList<String>();
        if (!messages.isEmpty()) {
            require(found, "maxPending", endpoint.maxPending(), messages.getFirst());
        }
        if (longPoll != null) {
            require(found, "maxBuffered", longPoll.maxBuffered(), messages.getFirst());
        }
        return found;
    }

    /**
     * Checks the limits of plain WebSockets against those of their endpoint.
     *
     * @throws IllegalArgumentException that names two limits which contradict each other
     */
    public void check(WebSocketOptions raw) {
        var found = new ArrayList<String>();
        require(found, "maxPending", endpoint.maxPending(), new Largest("maxMessageSize", raw.maxMessageSize()));
        throwAny(found);
    }

    private static void throwAny(List<String> found) {
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(found.getFirst());
        }
    }

    /** The largest message of a mount. */
    private record Largest(String name, int bytes) {}

    private void require(List<String> found, String name, int value, Largest message) {
        if (value < message.bytes) {
            found.add(names.apply(name) + ": " + value + " (expected: at least " + names.apply(message.name)
                    + ", which is " + message.bytes + ")");
        }
    }
}
