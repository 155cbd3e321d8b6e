/**
 * The traffic between nodes: broadcasts and gossip, in order and at most once.
 *
 * <p>A topic belongs to a {@link dev.wingbeat.lane.Lane}, an event-bus address of every node and a context on it. What has been
 * handed to a lane by the end of a turn shares an envelope; {@code LanePeers} decides which nodes get it, {@code LaneSequences}
 * numbers it, and sees by the numbers of others what is missing. Hellos show who is reached and heard: a node takes clients
 * only then, and registers a lane again on which somebody has fallen silent.
 *
 * <p>Uses {@code trace} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.lane;

import org.jspecify.annotations.NullMarked;
