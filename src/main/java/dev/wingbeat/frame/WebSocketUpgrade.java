package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.TransportMetrics.Refusal;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of clients that may connect, and opens their WebSockets: the last steps of a handshake.
 *
 * <p>Internal seam.
 *
 * @param limits what one WebSocket may do
 * @param sinks the WebSockets of the loop
 * @param opener makes what is behind a WebSocket
 */
public record WebSocketUpgrade(WebSocketLimits limits, FrameSinks sinks, Opener opener) {

    private static final System.Logger LOGGER = System.getLogger(WebSocketUpgrade.class.getName());
    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, WARNING);

    /** Makes what is behind the WebSockets of a mount. */
    @FunctionalInterface
    public interface Opener {

        /** Opens a connection, and returns what is to hear of its messages. */
        FrameListener open(FrameSink sink, Accepted accepted);
    }

    /** A client that was accepted, and what was agreed on. */
    public record Accepted(
            ConnectOutcome.Connected connected, @Nullable String subprotocol, SocketAddress remoteAddress) {}

    /** Answers 101 and opens the connection, or 400 when the headers are not those of an upgrade. */
    void answer(HttpServerRequest request, ConnectOutcome.Connected connected, @Nullable String protocol) {
        String problem = UpgradeHeaders.problem(request.version(), request.method(), request.headers());
        if (problem != null) {
            limits.metrics().refused(Refusal.MALFORMED);
            new HttpRefusal(400, problem).send(request);
            return;
        }
        var accepted = new Accepted(connected, protocol, request.remoteAddress());
        sinks.upgrade(request, protocol, limits, sink -> opener.open(sink, accepted))
                .onFailure(cause -> {
                    connected.permit().release();
                    abandon(request, cause);
                });
    }

    private static void abandon(HttpServerRequest request, Throwable cause) {
        if (request.response().closed()) {
            LOGGER.log(DEBUG, "a client has gone in the middle of its handshake");
            return;
        }
        FAILED.log(
                () -> "the handshake of " + request.remoteAddress() + " at "
                        + LogText.of(String.valueOf(request.path())) + " failed",
                cause);
        request.connection().close().onFailure(later -> LOGGER.log(DEBUG, "a connection was not closed", later));
    }
}
