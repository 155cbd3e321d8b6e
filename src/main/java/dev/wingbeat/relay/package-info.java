/**
 * What nodes tell each other about rooms, and the ways it takes.
 *
 * <p>A {@link dev.wingbeat.relay.RoomItem} is one message: of a channel to a room, of a room to channels, a part of a snapshot, a question
 * or an answer. {@link dev.wingbeat.relay.RoomLines} sends items over the lanes, many in one message, numbered for each node and lane, so that
 * the other side notices what is lost. {@link dev.wingbeat.relay.Asks} knows which questions wait for an answer.
 *
 * <p>Uses {@code room}, {@code lane} and {@code protocol}.
 */
@NullMarked
package dev.wingbeat.relay;

import org.jspecify.annotations.NullMarked;
