/**
 * Plain WebSocket, without channels.
 *
 * <p>{@link dev.wingbeat.websocket.WebSocketHandler} is the application's side of one connection, {@link
 * dev.wingbeat.websocket.WebSocketConnection} its way to the client and to the node, {@link
 * dev.wingbeat.connection.CloseReason} what it is told at the end. Here they are run too: a handler and its connection
 * belong to the event loop that accepted the client, and no callback runs beside another of the same connection.
 *
 * <p>Uses {@code mount}, {@code frame}, {@code credential}, {@code connection}, {@code pubsub}, {@code limit} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.websocket;

import org.jspecify.annotations.NullMarked;
