/**
 * What nodes tell each other about rooms, and the ways it takes.
 *
 * <p>A {@link dev.wingbeat.relay.RoomItem} is one message: of a channel to a room, of a room to channels, a part of a snapshot, a question
 * or an answer. {@link dev.wingbeat.relay.RoomLines} sends items over the lanes, many in one message, numbered for each node and lane, so that
 * the other side notices what is lost. {@link dev.wingbeat.relay.Asks} knows which questions wait for an answer.
 *
 * <p>{@link dev.wingbeat.relay.PlayerInputs} and {@link dev.wingbeat.relay.Conflation} keep what a player sends, and leave out what it is sent,
 * while the way there is closed.
 *
 * <p>Uses {@code room}, {@code channel}, {@code lane} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.relay;

import org.jspecify.annotations.NullMarked;
