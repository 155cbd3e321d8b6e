/**
 * What keeps a connection alive that was let in by a token: who says what a token is worth, and when what it says ends.
 *
 * <p>{@link dev.wingbeat.credential.TokenVerifier} is the application's side, or that of a library of tokens.
 *
 * <p>Uses {@code connection} only.
 */
@NullMarked
package dev.wingbeat.credential;

import org.jspecify.annotations.NullMarked;
