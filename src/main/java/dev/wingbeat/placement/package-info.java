/**
 * Where rooms are, and the ways to them: the loops they live on, the channels of their players, and where they go on.
 *
 * <p>A {@code SeatChannel} is the channel of one player, whichever room it is for. {@link dev.wingbeat.placement.NodeRooms} leads what
 * it has to the room's {@code OwnedRoom}, here or by the {@link dev.wingbeat.relay.RoomLines} on another node, and what the room has for players to the
 * {@code Edge}, which knows the channels by number and hears the latest activation of a room only. All nodes know from the {@code
 * Directory} where a room is; of each id one of them is the {@code Registrar}, by {@code Rendezvous}, and has it made. A room stays
 * where it is, whoever comes and goes. Of two that have come to be in a split the one with the lower epoch steps down, and its players
 * move. {@code LobbyChannel}s list rooms, and ask the {@code Steward} of the kind for one with a free seat. Nothing for each room enters the cluster's maps.
 *
 * <p>Uses {@code relay}, {@code roomloop}, {@code room}, {@code channel}, {@code connection}, {@code tracker}, {@code crdt}, {@code lane}, {@code limit}, {@code metrics}, {@code trace} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.placement;

import org.jspecify.annotations.NullMarked;
