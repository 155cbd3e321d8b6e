package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.AddressLimit.Place;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Gives those who want to connect the place that they need under the limit of their address.
 */
final class ClientPlaces {

    private static final RateLimitedLog REFUSED =
            new RateLimitedLog(System.getLogger(ClientPlaces.class.getName()), WARNING);

    private static final String RETRY_SECONDS = "5";
    private static final int SWITCHING_PROTOCOLS = 101;

    private ClientPlaces() {}

    /**
     * Takes a place for a request, before the application is asked: until it is answered or its client has gone, unless the
     * place is kept meanwhile. Returns null when there is none; then the request is to be answered 503, and what says when to
     * come back is among the headers already.
     */
    static @Nullable Place take(HttpServerRequest request, AddressLimit limit) {
        var peer = request.connection().remoteAddress();
        InetAddress address = limit.clientOf(
                peer == null ? null : peer.hostAddress(), request.headers().getAll("x-forwarded-for"));
        if (address == null) {
            return Place.FREE;
        }
        HttpServerResponse response = request.response();
        Place place = limit.client(address);
        if (place == null) {
            REFUSED.log(() -> "refused " + address.getHostAddress() + ": it has " + limit.max()
                    + " WebSockets, event streams and long-poll sessions (--max-connections-per-address)"
                    + (limit.isProxy(address) ? "; a trusted proxy that names no client in X-Forwarded-For" : ""));
            response.putHeader("retry-after", RETRY_SECONDS);
            return null;
        }
        response.endHandler(ended -> {
            if (response.getStatusCode() != SWITCHING_PROTOCOLS) { // behind which the WebSocket begins
                place.asked();
            }
        });
        response.closeHandler(closed -> place.asked());
        if (response.closed()) { // before it could be told
            place.asked();
        }
        return place;
    }
}
