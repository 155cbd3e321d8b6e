/**
 * Composition root: builds the endpoint, mounts it, starts and stops it.
 *
 * <p>The only package that may see all others; nothing but {@code testkit} depends on it. State belongs to the objects
 * wired here, each confined to the context that runs it; the root itself keeps none beyond the life cycle.
 */
@NullMarked
package dev.wingbeat;

import org.jspecify.annotations.NullMarked;
