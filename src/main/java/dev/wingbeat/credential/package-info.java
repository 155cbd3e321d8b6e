/**
 * Who may connect, and what keeps a connection alive that was let in by a token: who says what a token is worth, and when what it
 * says ends.
 *
 * <p>{@code ConnectQuestion} asks the application about a client.
 * <p>{@link dev.wingbeat.credential.TokenVerifier} is the application's side, or that of a library of tokens.
 *
 * {@code CredentialKeeper} has the credentials of a loop's connections, {@code ConnectionCredentials} are those of one. They end by
 * the wall clock: what a token says is true wherever it is read, and a machine that slept has not kept it from ending.
 *
 * <p>Uses {@code connection}, {@code limit} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.credential;

import org.jspecify.annotations.NullMarked;
