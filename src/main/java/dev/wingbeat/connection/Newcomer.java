package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.IdLimit;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A client that wants to connect, under the limits of its address and of its socket id.
 *
 * @param address null when its peer has none
 */
record Newcomer(HttpServerRequest request, @Nullable InetAddress address, AddressLimit addresses, NodeLimits limits) {

    private static final RateLimitedLog REFUSED =
            new RateLimitedLog(System.getLogger(Newcomer.class.getName()), WARNING);

    private static final int SWITCHING_PROTOCOLS = 101;
    private static final Object UNKNOWN = "unknown";

    /** Finds out who has sent a request. */
    static Newcomer of(HttpServerRequest request, AddressLimit addresses, NodeLimits limits) {
        var peer = request.connection().remoteAddress();
        InetAddress address = addresses.addressOf(
                peer == null ? null : peer.hostAddress(), request.headers().getAll("x-forwarded-for"));
        return new Newcomer(request, address, addresses, limits);
    }

    /** Returns whether nobody of its address may connect. */
    boolean isBlocked() {
        return address != null && addresses.blocks().any() && addresses.blocks().isBlocked(address);
    }

    /** Takes a token of those that its address has for connecting; false when there is none. */
    boolean takeToken() {
        return address == null || limits.connectFrom(AddressLimit.clientKey(address)) == 0;
    }

    /**
     * Takes a permit, before the application is asked: until the request is answered or the client has gone, unless the permit is kept
     * meanwhile. Returns null when there is none.
     */
    @Nullable
    Permit takePermit() {
        if (address == null) {
            return Permit.UNCOUNTED;
        }
        Permit permit = addresses.client(address);
        if (permit == null) {
            REFUSED.log(() -> "refused " + this + ": it has " + addresses.max()
                    + " WebSockets, event streams and long-poll sessions (--max-connections-per-address)"
                    + (addresses.isProxy(address) ? "; a trusted proxy that names no client in X-Forwarded-For" : ""));
            return null;
        }
        if (permit != Permit.UNCOUNTED) {
            tie(permit);
        }
        return permit;
    }

    /** Takes a seat under the limit of a socket id, for as long as the permit; null when there is none. */
    @Nullable
    Permit takeSeat(Permit permit, @Nullable String id) {
        int max = limits.current().connectionsPerId();
        if (id == null || max == 0) {
            return permit;
        }
        IdLimit.Seat seat = limits.enter(id);
        if (seat == null) {
            REFUSED.log(() ->
                    "refused a connection of " + LogText.of(id) + ": it has " + max + " (limits.connections-per-id)");
            return null;
        }
        Permit own = permit.own();
        own.with(seat);
        if (own != permit) {
            tie(own);
        }
        return own;
    }

    /** Returns whether it has gone. */
    boolean hasGone() {
        return request.response().closed();
    }

    /** Returns what clients of its address have in common. */
    Object key() {
        return address == null ? UNKNOWN : AddressLimit.clientKey(address);
    }

    @Override
    public String toString() {
        return address == null ? "a client" : address.getHostAddress();
    }

    private void tie(Permit permit) {
        HttpServerResponse response = request.response();
        response.endHandler(ended -> {
            if (response.getStatusCode() != SWITCHING_PROTOCOLS) { // behind which the WebSocket begins
                permit.releaseUnlessKept();
            }
        });
        response.closeHandler(closed -> permit.releaseUnlessKept());
        if (response.closed()) { // before it could be told
            permit.releaseUnlessKept();
        }
    }
}
