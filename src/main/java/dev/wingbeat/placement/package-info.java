/**
 * Where rooms are, and the ways to them: the loops they live on, and the channels of their players.
 *
 * <p>A {@code SeatChannel} is the channel of one player, whichever room it is for; {@link dev.wingbeat.placement.NodeRooms} finds the
 * {@code OwnedRoom}, which lives on a {@code RoomLoop}; what the room has for players comes back by the {@code Edge}, which knows the
 * channels by number. {@code Rendezvous} lets all nodes that know the same members name the same one for a room, without asking
 * anybody.
 *
 * <p>Uses {@code room}, {@code channel}, {@code connection} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.placement;

import org.jspecify.annotations.NullMarked;
