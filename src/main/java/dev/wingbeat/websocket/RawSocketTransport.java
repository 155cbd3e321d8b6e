package dev.wingbeat.websocket;

import dev.wingbeat.connection.Admission;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.frame.FrameListener;
import dev.wingbeat.frame.FrameSink;
import dev.wingbeat.frame.WebSocketHandshake;
import dev.wingbeat.frame.WebSocketLimits;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.mount.Transport;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The raw WebSockets of a mount on one loop. Internal seam.
 */
public final class RawSocketTransport implements Transport, WebSocketHandshake.Acceptor {

    /** The transport's name. */
    private static final String NAME = "websocket";

    /** By which operators tell them from those with channels. */
    static final String LABEL = "raw";

    private final Supplier<? extends WebSocketHandler> factory;
    private final UserSocket userSocket;
    private final ServerContext server;
    private final TransportMetrics metrics;
    private final WebSocketHandshake handshake;
    private final CredentialKeeper credentials;
    private final Connections<RawSocketServer> connections = new Connections<>();

    /** Makes the raw WebSockets of a mount on one loop. */
    public RawSocketTransport(
            Supplier<? extends WebSocketHandler> factory,
            WebSocketOptions options,
            MountContext context,
            CredentialKeeper credentials) {
        this.factory = factory;
        this.credentials = credentials;
        this.userSocket = options.userSocket();
        this.server = context.server();
        this.metrics = context.newMetrics(LABEL);
        var admission = new Admission(options, NAME, context.defaults(), server, metrics);
        var limits = new WebSocketLimits(
                context.defaults(), options.idleTimeout(), options.maxMessageSize(), false, metrics, server.limits());
        this.handshake = new WebSocketHandshake(
                admission, options.subprotocols(), options.authToken(), limits, context.sinks(), this);
    }

    @Override
    public void handle(HttpServerRequest request, Map<String, String> pathVariables) {
        handshake.handle(request, pathVariables);
    }

    @Override
    public Future<ConnectOutcome> connect(ConnectInfo info) {
        return ConnectOutcome.ask(userSocket, info).map(credentials::unlessRevoked);
    }

    @Override
    public FrameListener open(FrameSink sink, WebSocketHandshake.Accepted accepted) {
        var socket = new RawSocketServer(this, sink, accepted);
        connections.add(
                socket, accepted.connected().permit(), accepted.connected().address());
        metrics.opened();
        socket.init();
        return socket;
    }

    WebSocketHandler newHandler() {
        return factory.get();
    }

    /** Ends the connections whose credentials have ended. */
    public void tick(long now) {
        credentials.tick();
    }

    /** Returns the open connections. */
    public Connections<RawSocketServer> connections() {
        return connections;
    }

    /** Returns what ends connections with their credentials. */
    CredentialKeeper credentials() {
        return credentials;
    }

    TransportMetrics metrics() {
        return metrics;
    }

    ServerContext server() {
        return server;
    }
}
