package dev.wingbeat.connection;

import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.trace.TraceContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The outcome of asking a mount whether a client may connect. Internal seam. */
public sealed interface ConnectOutcome {

    /**
     * The client may connect, and has a permit under the limit of its address.
     *
     * @param address the client's, null when that is not known
     * @param trace the span in which it has been let in, null unless that is recorded
     * @param version the version of the protocol that it speaks, null where there is none
     */
    record Connected(
            ConnectInfo info,
            Assigns assigns,
            @Nullable Credentials credentials,
            @Nullable String id,
            Permit permit,
            @Nullable InetAddress address,
            @Nullable TraceContext trace,
            @Nullable Serializer version)
            implements ConnectOutcome {

        /** Returns a copy that has a permit for a client of an address. */
        Connected with(Permit given, @Nullable InetAddress client) {
            return new Connected(info, assigns, credentials, id, given, client, trace, version);
        }

        /** Returns a copy that was let in in a span. */
        public Connected with(TraceContext span) {
            return new Connected(info, assigns, credentials, id, permit, address, span, version);
        }

        /** Returns a copy that speaks a version of the protocol. */
        public Connected with(Serializer spoken) {
            return new Connected(info, assigns, credentials, id, permit, address, trace, spoken);
        }
    }

    /** The client wants a version of the protocol that is not served. */
    record WrongVersion() implements ConnectOutcome {}

    /** The client is refused, with the application's reason or none. */
    record Refused(@Nullable String reason) implements ConnectOutcome {}

    /** The application cannot decide now. */
    record Unavailable() implements ConnectOutcome {}

    /**
     * Asks {@code connect}, then {@code id}. Fails when one of them throws. Completes on the Vert.x context it is called
     * from, wherever the application completes a future of its own.
     */
    static Future<ConnectOutcome> ask(UserSocket userSocket, ConnectInfo info) {
        return Future.succeededFuture(info)
                .compose(known -> {
                    try {
                        return decided(userSocket, userSocket.connect(known));
                    } catch (Exception e) {
                        return Future.failedFuture(e);
                    }
                })
                .map(result -> switch (result) {
                    case ConnectResult.Accepted(var assigns, var credentials) ->
                        new Connected(
                                info, assigns, credentials, userSocket.id(assigns), Permit.UNCOUNTED, null, null, null);
                    case ConnectResult.Refused(var reason) -> new Refused(reason);
                    case ConnectResult.Unavailable unavailable -> new Unavailable();
                    case ConnectResult.Pending pending -> throw new IllegalStateException("undecided: " + pending);
                });
    }

    private static Future<ConnectResult> decided(UserSocket userSocket, @Nullable ConnectResult result) {
        return switch (result) {
            case null -> {
                ConnectLog.noResult(userSocket);
                yield Future.succeededFuture(ConnectResult.refuse());
            }
            case ConnectResult.Pending(var future) -> here(future).compose(later -> decided(userSocket, later));
            case ConnectResult.Accepted accepted -> Future.succeededFuture(accepted);
            case ConnectResult.Refused refused -> Future.succeededFuture(refused);
            case ConnectResult.Unavailable unavailable -> Future.succeededFuture(unavailable);
        };
    }

    private static <T> Future<T> here(Future<? extends T> future) {
        Future<T> decision = future.map(result -> result);
        return decision.isComplete() ? decision : Hop.to(Vertx.currentContext(), decision);
    }
}
