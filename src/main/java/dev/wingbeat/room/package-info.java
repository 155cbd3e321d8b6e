/**
 * Authoritative rooms: one object that owns a match, with a tick, and a state that its players follow.
 *
 * <p>A {@link dev.wingbeat.room.RoomState} notes what is changed and makes merge patches of it; {@code TickSchedule} says when
 * ticks are due, {@code InputQueue} keeps what players have sent until then. None of them knows a clock, a socket or a node: what
 * runs a room is told the time, and tells what is to be sent, so that tests run it on a clock of their own. All of one room is
 * confined to one thread at a time.
 *
 * <p>Uses {@code protocol}.
 */
@NullMarked
package dev.wingbeat.room;

import org.jspecify.annotations.NullMarked;
