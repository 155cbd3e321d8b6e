package dev.wingbeat.transport;

import dev.wingbeat.channel.ConnectInfo;
import dev.wingbeat.channel.ConnectOutcome;
import dev.wingbeat.channel.Connections;
import dev.wingbeat.channel.ServerContext;
import dev.wingbeat.channel.UserSocket;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Supplier;

/** The raw WebSockets of a mount on one loop. */
final class RawSocketTransport implements Transport, WebSocketHandshake.Acceptor {

    private final Supplier<? extends WebSocketHandler> factory;
    private final UserSocket userSocket;
    private final ServerContext server;
    private final WebSocketHandshake handshake;
    private final Connections<RawSocketServer> connections = new Connections<>();

    RawSocketTransport(Supplier<? extends WebSocketHandler> factory, RawSocketConfig config, MountContext context) {
        this.factory = factory;
        this.userSocket = config.admission().userSocket();
        this.server = context.server();
        var admission = config.admission().admission(WebSocketLink.NAME, context);
        var limits = context.terms().limits(config.timeout(), config.maxFrameSize(), false);
        this.handshake = new WebSocketHandshake(admission, config.subprotocols(), config.authToken(), limits, this);
    }

    @Override
    public void handle(HttpServerRequest request, Map<String, String> pathVariables) {
        handshake.handle(request, pathVariables);
    }

    @Override
    public Future<ConnectOutcome> connect(ConnectInfo info) {
        return ConnectOutcome.ask(userSocket, info);
    }

    @Override
    public FrameListener open(FrameSink sink, WebSocketHandshake.Accepted accepted) {
        var socket = new RawSocketServer(this, sink, accepted);
        connections.add(socket, accepted.connected().place());
        socket.init();
        return socket;
    }

    WebSocketHandler newHandler() {
        return factory.get();
    }

    Connections<RawSocketServer> connections() {
        return connections;
    }

    ServerContext server() {
        return server;
    }
}
