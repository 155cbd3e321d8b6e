/**
 * What an application implements to speak plain WebSocket, without channels.
 *
 * <p>{@link dev.wingbeat.websocket.WebSocketHandler} is the application's side of one connection, {@link
 * dev.wingbeat.websocket.WebSocketConnection} its way to the client and to the node, {@link
 * dev.wingbeat.websocket.CloseReason} what it is told at the end. {@code transport} runs them: a handler and its connection
 * belong to the event loop that accepted the client, and no callback runs beside another of the same connection.
 *
 * <p>Uses {@code protocol}, {@code pubsub} and {@code channel} (connect information, timers, reasons of the server).
 */
@NullMarked
package dev.wingbeat.websocket;

import org.jspecify.annotations.NullMarked;
