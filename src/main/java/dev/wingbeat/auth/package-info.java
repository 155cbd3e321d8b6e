/**
 * The channel on which clients present new tokens before the ones they have come by end.
 *
 * <p>Uses {@code credential}, {@code channel} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.auth;

import org.jspecify.annotations.NullMarked;
