/**
 * HTTP connections and WebSocket frames, on Netty: the only package of the server that sees it.
 *
 * <p>{@link dev.wingbeat.frame.FrameSinks} are the WebSockets of one event loop: a request is checked by
 * {@link dev.wingbeat.frame.WebSocketHandshake} and answered by {@link dev.wingbeat.frame.WebSocketUpgrade}, messages go to a
 * {@link dev.wingbeat.frame.FrameListener} and come from whoever holds the {@link dev.wingbeat.frame.FrameSink}. {@link dev.wingbeat.frame.HttpConnections} holds plain HTTP to its times. What
 * waits for a client is charged to the account of the loop. Everything is confined to its loop; what depends on classes that
 * Vert.x does not promise is here too.
 *
 * <p>Uses {@code connection}, {@code pubsub} (for the time of its loops), {@code limit} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.frame;

import org.jspecify.annotations.NullMarked;
