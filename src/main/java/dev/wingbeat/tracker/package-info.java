/**
 * Replication of presences: who tracks what on which node, known on all of them.
 *
 * <p>Each lane has a {@link dev.wingbeat.tracker.TrackerShard} for its topics, confined to the lane's context. Every node
 * answers for its own entries only. What changes goes to the other nodes with the lane's next envelope; a digest each
 * second tells who has missed something and asks the owner for it. The entries of a node that has left the cluster are hidden
 * at first, and shown again if it comes back; nobody's silence hides what a node itself owns. Lists may be read from any
 * thread, without waiting.
 *
 * <p>Uses {@code lane}, {@code crdt} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.tracker;

import org.jspecify.annotations.NullMarked;
