package dev.wingbeat.transport;

import dev.wingbeat.channel.SocketHandler;
import dev.wingbeat.connection.Admission;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.frame.FrameListener;
import dev.wingbeat.frame.FrameSink;
import dev.wingbeat.frame.WebSocketHandshake;
import dev.wingbeat.frame.WebSocketLimits;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.mount.Transport;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * The WebSockets with channels of a mount on one loop. Internal seam.
 */
public final class WebSocketTransport implements Transport, WebSocketHandshake.Acceptor {

    private final SocketHandler handler;
    private final TransportMetrics metrics;
    private final WebSocketHandshake handshake;

    /** Makes the WebSockets of a mount on one loop. */
    public WebSocketTransport(
            SocketHandler handler, WebSocketTransportOptions options, boolean authToken, MountContext context) {
        this.handler = handler;
        this.metrics = context.newMetrics(WebSocketLink.NAME);
        var admission = new Admission(options, WebSocketLink.NAME, context.defaults(), context.server(), metrics);
        var limits = new WebSocketLimits(
                context.defaults(),
                options.idleTimeout(),
                options.maxMessageSize(),
                options.compress(),
                metrics,
                context.server().limits());
        this.handshake =
                new WebSocketHandshake(admission, options.subprotocols(), authToken, limits, context.sinks(), this);
    }

    @Override
    public void handle(HttpServerRequest request, Map<String, String> pathVariables) {
        handshake.handle(request, pathVariables);
    }

    @Override
    public Future<ConnectOutcome> connect(ConnectInfo info) {
        return handler.connect(info);
    }

    @Override
    public FrameListener open(FrameSink sink, WebSocketHandshake.Accepted accepted) {
        return new WebSocketLink(sink, handler, accepted.connected(), metrics);
    }
}
