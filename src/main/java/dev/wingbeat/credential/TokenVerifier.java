package dev.wingbeat.credential;

import io.vertx.core.Future;

/**
 * Says what a token is worth that a client presents after it has connected: to renew its credentials, or to join a topic that
 * wants a token of its own. A JWT, a {@code Phoenix.Token}, or whatever the application issues. A {@code UserSocket} that is one,
 * too, renews what it has let in.
 *
 * <p>One instance serves all connections of a mount, on all event loops.
 */
@FunctionalInterface
public interface TokenVerifier {

    /**
     * Verifies a token, of up to 8 KiB. Called on an event loop, must not block; the future may complete anywhere. One that fails,
     * and an exception, count as {@link Verification.Reason#UNAVAILABLE}.
     */
    Future<Verification> verify(String token);
}
