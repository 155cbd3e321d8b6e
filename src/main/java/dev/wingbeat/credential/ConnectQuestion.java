package dev.wingbeat.credential;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectOutcome;
import dev.wingbeat.connection.ConnectOutcome.Connected;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.Serializer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application whether a client may connect; refuses clients whose credentials are revoked. Internal seam.
 *
 * @param userSocket decides
 * @param credentials knows what is revoked
 */
public record ConnectQuestion(UserSocket userSocket, CredentialKeeper credentials) {

    private static final String VSN = "vsn";
    private static final String DEFAULT_VSN = "1.0.0";

    private static final RateLimitedLog NO_RESULT =
            new RateLimitedLog(System.getLogger(UserSocket.class.getName()), ERROR);

    /** Negotiates the version of the protocol, then asks. */
    public Future<ConnectOutcome> askWithVersion(ConnectInfo info) {
        Serializer version =
                info.params().getOrDefault(VSN, DEFAULT_VSN) instanceof String vsn ? Serializer.forVsn(vsn) : null;
        return version == null
                ? Future.succeededFuture(new ConnectOutcome.WrongVersion())
                : ask(info).map(outcome -> outcome instanceof Connected connected ? connected.with(version) : outcome);
    }

    /** Asks; fails when a method of the application throws. */
    public Future<ConnectOutcome> ask(ConnectInfo info) {
        return ask(userSocket, info).map(credentials::unlessRevoked);
    }

    /**
     * Asks {@code connect}, then {@code id}. Fails when one of them throws. Completes on the Vert.x context it is called
     * from, wherever the application completes a future of its own.
     */
    public static Future<ConnectOutcome> ask(UserSocket userSocket, ConnectInfo info) {
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
                    case ConnectResult.Refused(var reason) -> new ConnectOutcome.Refused(reason);
                    case ConnectResult.Unavailable unavailable -> new ConnectOutcome.Unavailable();
                    case ConnectResult.Pending pending -> throw new IllegalStateException("undecided: " + pending);
                });
    }

    private static Future<ConnectResult> decided(UserSocket userSocket, @Nullable ConnectResult result) {
        return switch (result) {
            case null -> {
                NO_RESULT.log(() -> "connect of " + userSocket.getClass().getName()
                        + " returned null (expected: a ConnectResult), the client is refused");
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
