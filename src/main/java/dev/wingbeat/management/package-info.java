/**
 * Answers operators on a port of their own, which clients do not reach.
 *
 * <p>{@link dev.wingbeat.management.Health} says whether a node lives, has started and is ready;
 * {@link dev.wingbeat.management.NodeStats} are its figures. What is shown is handed in. One
 * verticle, on one event loop.
 *
 * <p>Uses {@code frame} (HTTP connections, direct memory), {@code limit}, {@code metrics}, {@code token}, and {@code pubsub} for the time of its loops.
 */
@NullMarked
package dev.wingbeat.management;

import org.jspecify.annotations.NullMarked;
