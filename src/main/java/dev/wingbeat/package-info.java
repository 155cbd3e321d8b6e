/**
 * The composition root: builds, starts and stops an {@link dev.wingbeat.Endpoint}.
 *
 * <p>Everything is wired by hand in {@link dev.wingbeat.SocketVerticle}, one instance for each event loop; it owns what its
 * loop's connections share. Nothing here is touched from two threads but what {@code Endpoint} says.
 *
 * <p>Uses the packages below it; {@code app} and {@code sample} use it.
 */
@NullMarked
package dev.wingbeat;

import org.jspecify.annotations.NullMarked;
