package dev.wingbeat.credential;

import io.vertx.core.Future;

/**
 * Verifies the tokens that clients present after they have connected: to renew their credentials, or to join a topic that
 * requires a token of its own. A token may be a JWT, a {@code Phoenix.Token}, or whatever the application issues. A
 * {@code UserSocket} that is a verifier, too, renews the credentials of the clients that it has let in.
 *
 * <p>One instance serves all connections of a mount, on all event loops.
 */
@FunctionalInterface
public interface TokenVerifier {

    /**
     * Verifies a token, of up to 8 KiB. Called on an event loop, must not block; the future may complete anywhere. A future
     * that fails, and an exception, count as {@link Verification.Reason#UNAVAILABLE}.
     */
    Future<Verification> verify(String token);
}
