package dev.wingbeat.frame;

import dev.wingbeat.connection.EndpointDefaults;
import java.time.Duration;

/**
 * The limits of one WebSocket.
 *
 * <p>Internal seam.
 *
 * @param idleTimeout how long the client may be silent
 * @param maxMessageSize bytes of a frame, and of a message of several frames
 * @param maxPending bytes that may wait for a client behind the message that is being sent
 * @param stallTimeout how long a client may take nothing
 * @param messageTimeout how long a message may take from its first byte to its last
 * @param compress whether permessage-deflate is on
 */
public record WebSocketLimits(
        Duration idleTimeout,
        int maxMessageSize,
        int maxPending,
        Duration stallTimeout,
        Duration messageTimeout,
        boolean compress) {

    /** Makes the limits of a mount. */
    public static WebSocketLimits of(
            EndpointDefaults defaults, Duration idleTimeout, int maxMessageSize, boolean compress) {
        return new WebSocketLimits(
                idleTimeout,
                maxMessageSize,
                defaults.maxPending(),
                defaults.stallTimeout(),
                defaults.messageTimeout(),
                compress);
    }

    WebSocketLimits withCompress(boolean compress) {
        return compress == this.compress
                ? this
                : new WebSocketLimits(idleTimeout, maxMessageSize, maxPending, stallTimeout, messageTimeout, compress);
    }
}
