/**
 * A client of the Phoenix Channels protocol for programs in Java: bots, tests, services that listen in.
 *
 * <p>{@link dev.wingbeat.client.PhoenixClient} connects, and comes back by itself when the connection is lost; a {@link
 * dev.wingbeat.client.ClientChannel} joins a topic, and joins it again after each reconnect. It works with any server of the
 * protocol.
 *
 * <p>All types may be used from any thread and never block; what takes time answers by a future. The inner state of a client
 * is confined to its {@code ClientLoop}; callbacks run one at a time, in the order of the wire, on a loop of their own.
 *
 * <p>Uses the protocol of Wingbeat and the WebSocket of the JDK, nothing else.
 */
@NullMarked
package dev.wingbeat.client;

import org.jspecify.annotations.NullMarked;
