/**
 * Tokens that clients carry around, signed so that they cannot be changed.
 *
 * <p>{@link dev.wingbeat.token.PhoenixToken} shares its tokens with {@code Phoenix.Token}, byte for byte;
 * {@link dev.wingbeat.token.SignedToken} signs plain texts for Wingbeat alone.
 *
 * <p>Everything here is immutable and may be used from any thread; only the derivation of a key takes a millisecond.
 *
 * <p>Uses nothing of Wingbeat.
 */
@NullMarked
package dev.wingbeat.token;

import org.jspecify.annotations.NullMarked;
