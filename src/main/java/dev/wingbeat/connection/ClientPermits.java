package dev.wingbeat.connection;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.limit.AddressLimit;
import dev.wingbeat.limit.ConnectLine;
import dev.wingbeat.limit.IdLimit;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Gives clients that want to connect the permits and turns that the limits of their address and of the node demand. */
final class ClientPermits {

    private static final RateLimitedLog REFUSED =
            new RateLimitedLog(System.getLogger(ClientPermits.class.getName()), WARNING);

    private static final String RETRY_SECONDS = "5";
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final Object UNKNOWN = "unknown";

    private ClientPermits() {}

    /**
     * Takes a permit for a request, before the application is asked: until it is answered or its client has gone, unless the
     * permit is kept meanwhile. Returns null when there is none; then the request is to be answered 503.
     */
    static @Nullable Permit take(HttpServerRequest request, AddressLimit limit) {
        var peer = request.connection().remoteAddress();
        InetAddress address = limit.clientOf(
                peer == null ? null : peer.hostAddress(), request.headers().getAll("x-forwarded-for"));
        if (address == null) {
            return Permit.UNCOUNTED;
        }
        Permit permit = limit.client(address);
        if (permit == null) {
            REFUSED.log(() -> "refused " + address.getHostAddress() + ": it has " + limit.max()
                    + " WebSockets, event streams and long-poll sessions (--max-connections-per-address)"
                    + (limit.isProxy(address) ? "; a trusted proxy that names no client in X-Forwarded-For" : ""));
            return null;
        }
        tie(permit, request.response());
        return permit;
    }

    /** Returns the address of a client; null when its peer has none. */
    static @Nullable InetAddress client(HttpServerRequest request, AddressLimit addresses) {
        var peer = request.connection().remoteAddress();
        return addresses.addressOf(
                peer == null ? null : peer.hostAddress(), request.headers().getAll("x-forwarded-for"));
    }

    /** Returns whether nobody of its address may connect. */
    static boolean isBlocked(HttpServerRequest request, AddressLimit addresses) {
        if (!addresses.blocks().any()) {
            return false;
        }
        InetAddress address = client(request, addresses);
        return address != null && addresses.blocks().isBlocked(address);
    }

    /** Returns whether too many clients of its address have connected just now. */
    static boolean tooOften(HttpServerRequest request, AddressLimit addresses, NodeLimits limits) {
        if (limits.current().connectsPerAddress() == null) {
            return false;
        }
        Object address = addressOf(request, addresses);
        return !address.equals(UNKNOWN) && limits.connectFrom(address) > 0;
    }

    /** A client that waits for its turn. */
    record Newcomer(Loop loop, Runnable admitted, Runnable refused) implements ConnectLine.Client {
        @Override
        public void admit() {
            loop.execute(admitted);
        }

        @Override
        public void refuse() {
            loop.execute(refused);
        }
    }

    /**
     * Lets a client wait for its turn, in the row of its address.
     *
     * @param nanos after which there is a token for one of those who wait; negative when there is none for so many
     * @return false when too many wait already
     */
    static boolean wait(Object address, ServerContext server, long nanos, Newcomer client) {
        ConnectLine line = server.limits().line();
        if (nanos < 0) {
            return line.displace(address, client);
        }
        line.add(address, client);
        server.vertx().setTimer(RateLimit.millis(nanos), there -> line.turn());
        return true;
    }

    /** Returns a key that clients of its address have in common. */
    static Object addressOf(HttpServerRequest request, AddressLimit addresses) {
        InetAddress address = client(request, addresses);
        return address == null ? UNKNOWN : AddressLimit.clientKey(address);
    }

    /** Takes a seat under the limit of a socket id, for as long as the permit; null when there is none. */
    static @Nullable Permit seated(Permit permit, @Nullable String id, HttpServerResponse response, NodeLimits limits) {
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
            tie(own, response);
        }
        return own;
    }

    /** Adds a header that tells the client when to come again. */
    static void later(HttpServerResponse response) {
        response.putHeader("retry-after", RETRY_SECONDS);
    }

    private static void tie(Permit permit, HttpServerResponse response) {
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
