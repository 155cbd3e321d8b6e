package dev.wingbeat.transport;

import dev.wingbeat.connection.DrainerConfig;
import dev.wingbeat.connection.SessionConfig;
import dev.wingbeat.limit.NameLimit;
import dev.wingbeat.protocol.Expect;
import org.jspecify.annotations.Nullable;

/**
 * How a socket is mounted: its transports and its limits.
 *
 * @param webSocket the WebSocket side, null for none
 * @param longPoll the long-poll side, null for none
 * @param authToken whether clients may hand a token over beside the subprotocols, or in a header on long-poll
 * @param maxChannels most channels of one connection
 * @param maxNameSize longest topic, event or ref of a client, in bytes
 * @param drainer how connections are closed when the node stops
 */
public record SocketConfig(
        @Nullable WebSocketConfig webSocket,
        @Nullable LongPollConfig longPoll,
        boolean authToken,
        int maxChannels,
        int maxNameSize,
        DrainerConfig drainer) {

    /** WebSocket on, long-poll off, at most 100 channels for each connection. */
    public static final SocketConfig DEFAULT =
            new SocketConfig(WebSocketConfig.DEFAULT, null, false, 100, NameLimit.DEFAULT, DrainerConfig.DEFAULT);

    /**
     * Checks the values, also those that must fit each other.
     *
     * @throws IllegalArgumentException for a value out of range, a session without a reader, or a session that neither the
     *     origin check nor the CSRF check protects
     */
    public SocketConfig {
        Expect.atLeast("maxChannels", maxChannels, 1);
        NameLimit unused = new NameLimit(maxNameSize);
        if (webSocket != null) {
            SessionConfig.requireSafe(webSocket.connectInfo(), webSocket.session(), webSocket.checkOrigin());
        }
        if (longPoll != null) {
            SessionConfig.requireSafe(longPoll.connectInfo(), longPoll.session(), longPoll.checkOrigin());
        }
    }

    /** Returns a copy with another WebSocket side; null means none. */
    public SocketConfig withWebSocket(@Nullable WebSocketConfig webSocket) {
        return new SocketConfig(webSocket, longPoll, authToken, maxChannels, maxNameSize, drainer);
    }

    /** Returns a copy with another long-poll side; null means none. */
    public SocketConfig withLongPoll(@Nullable LongPollConfig longPoll) {
        return new SocketConfig(webSocket, longPoll, authToken, maxChannels, maxNameSize, drainer);
    }

    /** Returns a copy that takes tokens or not. */
    public SocketConfig withAuthToken(boolean authToken) {
        return new SocketConfig(webSocket, longPoll, authToken, maxChannels, maxNameSize, drainer);
    }

    /** Returns a copy with another limit for channels. */
    public SocketConfig withMaxChannels(int maxChannels) {
        return new SocketConfig(webSocket, longPoll, authToken, maxChannels, maxNameSize, drainer);
    }

    /** Returns a copy with another limit for topics, events and refs. */
    public SocketConfig withMaxNameSize(int maxNameSize) {
        return new SocketConfig(webSocket, longPoll, authToken, maxChannels, maxNameSize, drainer);
    }

    /** Returns a copy with another drainer. */
    public SocketConfig withDrainer(DrainerConfig drainer) {
        return new SocketConfig(webSocket, longPoll, authToken, maxChannels, maxNameSize, drainer);
    }
}
