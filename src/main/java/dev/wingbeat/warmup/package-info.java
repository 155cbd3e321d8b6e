/**
 * Lets a JVM compile what serves clients before the first one comes: {@link dev.wingbeat.warmup.WarmUp} plays clients against a hub of
 * its own.
 *
 * <p>Uses the API that applications use, and a plain TCP client.
 */
@NullMarked
package dev.wingbeat.warmup;

import org.jspecify.annotations.NullMarked;
