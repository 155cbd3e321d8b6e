package dev.wingbeat.transport;

import dev.wingbeat.channel.SocketHandler;
import dev.wingbeat.connection.MountAdmission;
import dev.wingbeat.connection.Refuser;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.frame.WebSocketHandshake;
import dev.wingbeat.frame.WebSocketLimits;
import dev.wingbeat.frame.WebSocketUpgrade;
import dev.wingbeat.mount.MountContext;
import dev.wingbeat.mount.Transport;

/**
 * The WebSockets with channels of a mount on one loop. Internal seam.
 */
public final class WebSocketTransport {

    private WebSocketTransport() {}

    /** Ties the steps of a connect together, from the request to the {@link WebSocketLink}. */
    public static Transport of(
            SocketHandler handler, WebSocketTransportOptions options, boolean authToken, MountContext context) {
        TransportMetrics metrics = context.newMetrics(WebSocketLink.NAME);
        var limits = new WebSocketLimits(
                options,
                options.compress(),
                context.defaults(),
                metrics,
                context.server().limits());
        var upgrade = new WebSocketUpgrade(
                limits,
                context.sinks(),
                (sink, accepted) -> new WebSocketLink(sink, handler, accepted.connected(), metrics));
        var admission = new MountAdmission(
                WebSocketLink.NAME, options, new Refuser(options, metrics), context.defaults(), context.server());
        return new WebSocketHandshake(options, authToken, handler.question()::askWithVersion, admission, upgrade)
                ::handle;
    }
}
