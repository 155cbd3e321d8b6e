package dev.wingbeat.websocket;

import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.MountAdmission;
import dev.wingbeat.connection.Refuser;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.credential.ConnectQuestion;
import dev.wingbeat.credential.CredentialKeeper;
import dev.wingbeat.frame.WebSocketHandshake;
import dev.wingbeat.frame.WebSocketLimits;
import dev.wingbeat.frame.WebSocketUpgrade;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.mount.Transport;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The raw WebSockets of a mount on one loop. Internal seam.
 */
public final class RawSocketTransport implements Transport {

    /** The transport's name. */
    private static final String NAME = "websocket";

    /** The name by which operators tell them from those with channels. */
    static final String LABEL = "raw";

    private final Supplier<? extends WebSocketHandler> factory;
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
        this.server = context.server();
        this.metrics = context.newMetrics(LABEL);
        var limits = new WebSocketLimits(options, false, context.defaults(), metrics, server.limits());
        var upgrade = new WebSocketUpgrade(
                limits, context.sinks(), (sink, accepted) -> RawSocketServer.open(this, sink, accepted));
        var admission = new MountAdmission(NAME, options, new Refuser(options, metrics), context.defaults(), server);
        var question = new ConnectQuestion(options.userSocket(), credentials);
        this.handshake = new WebSocketHandshake(options, options.authToken(), question::ask, admission, upgrade);
    }

    @Override
    public void handle(HttpServerRequest request, Map<String, String> pathVariables) {
        handshake.handle(request, pathVariables);
    }

    WebSocketHandler newHandler() {
        return factory.get();
    }

    /** Ends the connections whose credentials have ended. */
    public void tick() {
        credentials.tick();
    }

    /** Returns the open connections. */
    public Connections<RawSocketServer> connections() {
        return connections;
    }

    /** Returns the keeper that ends connections with their credentials. */
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
