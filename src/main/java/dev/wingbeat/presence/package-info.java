/**
 * Who is online, for applications: Phoenix Presence over the tracker.
 *
 * <p>{@link dev.wingbeat.presence.Presence} is what applications hold; {@code PresenceServer} runs it on a started node.
 * Changes in a topic's lists are announced to the members on this node by a {@code TopicAnnouncer}, confined to the
 * topic's tracker context: changes that come close together share a diff, and states leave by the same way, so that a client
 * gets a state and exactly the diffs that follow it. {@code PresenceFrames} puts the bytes together. Reading lists waits for
 * nobody.
 *
 * <p>Uses {@code channel}, {@code tracker}, {@code crdt}, {@code pubsub}, {@code lane}, {@code limit}, {@code metrics}, {@code protocol} and {@code json}.
 */
@NullMarked
package dev.wingbeat.presence;

import org.jspecify.annotations.NullMarked;
