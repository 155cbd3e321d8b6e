/**
 * Clients for tests, close to the wire: raw HTTP requests, WebSocket frames of any shape, long-poll sessions.
 *
 * <p>They speak over real TCP connections and share no code with the server, so that a mistake cannot hide on both
 * sides. Calls block; what arrives queues up in an inbox, read by a virtual thread for each connection. Every wait
 * ends after {@link dev.wingbeat.support.Patience#LIMIT}, which a passing test never reaches.
 */
@NullMarked
package dev.wingbeat.support.client;

import org.jspecify.annotations.NullMarked;
