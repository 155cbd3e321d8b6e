/**
 * Topics as server-sent events, for pages that only listen.
 *
 * <p>{@link dev.wingbeat.eventstream.EventStreamOptions} is the application's side, with a
 * {@link dev.wingbeat.eventstream.TopicAuthorizer} that says who may follow what. A stream is a subscription to one topic,
 * written as text; each broadcast is encoded once for all streams of a loop. Confined to the event loop of its connection.
 *
 * <p>Uses {@code mount}, {@code credential}, {@code connection}, {@code pubsub}, {@code limit} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.eventstream;

import org.jspecify.annotations.NullMarked;
