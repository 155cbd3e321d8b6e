package dev.wingbeat.transport;

import dev.wingbeat.channel.ConnectInfo;
import dev.wingbeat.channel.ConnectOutcome;
import dev.wingbeat.channel.SocketHandler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/** The WebSockets with channels of a mount on one loop. */
final class WebSocketTransport implements Transport, WebSocketHandshake.Acceptor {

    private final SocketHandler handler;
    private final WebSocketHandshake handshake;

    WebSocketTransport(SocketHandler handler, WebSocketConfig config, boolean authToken, MountContext context) {
        this.handler = handler;
        var collector = new ConnectInfoCollector(WebSocketLink.NAME, config.connectInfo(), config.session());
        var admission = new Admission(config.checkOrigin(), collector, config.errorHandler(), context);
        var limits = context.terms().limits(config.timeout(), config.maxFrameSize(), config.compress());
        this.handshake = new WebSocketHandshake(admission, config.subprotocols(), authToken, limits, this);
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
        return new WebSocketLink(sink, handler, accepted.connected());
    }
}
