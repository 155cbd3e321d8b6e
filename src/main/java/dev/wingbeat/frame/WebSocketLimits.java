package dev.wingbeat.frame;

import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.RateLimit;
import java.time.Duration;

/**
 * The limits of one WebSocket, and where it is counted.
 *
 * <p>Internal seam.
 *
 * @param idleTimeout how long the client may be silent
 * @param maxMessageSize bytes of a frame, and of a message of several frames
 * @param live what may change while it is open
 * @param messageTimeout how long a message may take from its first byte to its last
 * @param compress whether permessage-deflate is on
 * @param metrics counts its messages
 * @param rates how much of it is read
 */
public record WebSocketLimits(
        Duration idleTimeout,
        int maxMessageSize,
        EndpointDefaults.Live live,
        Duration messageTimeout,
        boolean compress,
        TransportMetrics metrics,
        NodeLimits rates) {

    /** Makes the limits of a mount. */
    public WebSocketLimits(
            HandshakeOptions<?> options,
            boolean compress,
            EndpointDefaults defaults,
            TransportMetrics metrics,
            NodeLimits rates) {
        this(
                options.idleTimeout(),
                options.maxMessageSize(),
                defaults.live(),
                defaults.messageTimeout(),
                compress,
                metrics,
                rates);
    }

    /**
     * Returns how much of the time in which a message's connection is not read does not count as the message's, in nanoseconds: the
     * message timeout once more, and as long as the largest one takes at the rate at which bytes are read.
     */
    long maxExcused() {
        RateLimit bytes = rates.current().bytes();
        double seconds = bytes == null ? 0 : maxMessageSize / bytes.perSecond();
        return Math.max(messageTimeout.toNanos(), (long) (seconds * 1e9));
    }

    /** Returns how many bytes may wait behind the message that is being sent. */
    int maxPending() {
        return live.now().maxPending();
    }

    /** Returns how long the client may take nothing. */
    Duration stallTimeout() {
        return live.now().stallTimeout();
    }

    WebSocketLimits withCompress(boolean compress) {
        return compress == this.compress
                ? this
                : new WebSocketLimits(idleTimeout, maxMessageSize, live, messageTimeout, compress, metrics, rates);
    }
}
