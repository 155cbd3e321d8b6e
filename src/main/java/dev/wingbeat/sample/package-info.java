/**
 * The application that runs by default: chat rooms, lists of who is there, and pages to try them with.
 *
 * <p>What an application on Wingbeat looks like: a {@link dev.wingbeat.sample.ChatSocket} that names whoever connects, a
 * {@link dev.wingbeat.sample.RoomChannel} for what they do, a {@link dev.wingbeat.sample.PresenceChannel} for who they are, routes for plain HTTP, two plain WebSockets, and a game. One instance of the socket and of the
 * page serves all event loops and is immutable; one channel belongs to one join, and runs on the loop of its connection.
 *
 * <p>Uses {@code channel}, {@code room}, {@code presence}, {@code protocol} and {@code websocket}; the root package and {@code app}, since {@link dev.wingbeat.sample.SampleHub} mounts it.
 */
@NullMarked
package dev.wingbeat.sample;

import org.jspecify.annotations.NullMarked;
