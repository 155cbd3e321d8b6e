/**
 * Authoritative rooms: one object that owns a match, with a tick, a state that its players follow, and a seat for each of them.
 *
 * <p>Applications write a {@link dev.wingbeat.room.Room}. {@link dev.wingbeat.room.RoomServer} runs it: {@code Entrance} lets
 * players in and keeps their seats, {@code Answers} hands over what they send, {@code Pace} says when ticks and patches come, {@code
 * StateSender} what of the {@code RoomViews} each of them is sent, and {@code RoomCallbacks} calls the application. None of it knows a
 * socket, a node or a clock: a {@link dev.wingbeat.room.RoomThread} has the time, a {@link dev.wingbeat.room.RoomOutlet} takes what is
 * to be sent. All of one room is confined to its thread.
 *
 * <p>Uses {@code channel}, {@code connection} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.room;

import org.jspecify.annotations.NullMarked;
