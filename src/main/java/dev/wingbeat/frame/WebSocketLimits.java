package dev.wingbeat.frame;

import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.limit.NodeLimits;
import java.time.Duration;

/**
 * The limits of one WebSocket, and where it is counted.
 *
 * <p>Internal seam.
 *
 * @param idleTimeout how long the client may be silent
 * @param maxMessageSize bytes of a frame, and of a message of several frames
 * @param maxPending bytes that may wait for a client behind the message that is being sent
 * @param stallTimeout how long a client may take nothing
 * @param messageTimeout how long a message may take from its first byte to its last
 * @param compress whether permessage-deflate is on
 * @param metrics counts its messages
 * @param rates how much of it is read
 */
public record WebSocketLimits(
        Duration idleTimeout,
        int maxMessageSize,
        int maxPending,
        Duration stallTimeout,
        Duration messageTimeout,
        boolean compress,
        TransportMetrics metrics,
        NodeLimits rates) {

    /** Makes the limits of a mount. */
    public WebSocketLimits(
            EndpointDefaults defaults,
            Duration idleTimeout,
            int maxMessageSize,
            boolean compress,
            TransportMetrics metrics) {
        this(
                idleTimeout,
                maxMessageSize,
                defaults.maxPending(),
                defaults.stallTimeout(),
                defaults.messageTimeout(),
                compress,
                metrics,
                defaults.limits());
    }

    WebSocketLimits withCompress(boolean compress) {
        return compress == this.compress
                ? this
                : new WebSocketLimits(
                        idleTimeout,
                        maxMessageSize,
                        maxPending,
                        stallTimeout,
                        messageTimeout,
                        compress,
                        metrics,
                        rates);
    }
}
