package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import org.jspecify.annotations.Nullable;

/** An input of a player's channel to a room. Internal seam. */
public sealed interface RoomInput {

    /**
     * The address of a player's channel.
     *
     * @param node its node
     * @param number tells it from the others there, also from those that were there before; {@link #ALL} for all of them
     */
    public record Link(String node, long number) {

        /** The number that stands for all channels of a node. */
        public static final long ALL = -1;
    }

    /** Returns the channel. */
    Link from();

    /**
     * Somebody wants to play.
     *
     * @param playerId who is known to the connection, null for nobody
     * @param seat the token that the client claims a seat by, null without one
     * @param moved whether the player was in an earlier activation of the room, which may not have left anything
     */
    record Join(
            Link from, @Nullable String playerId, @Nullable String seat, Payload profile, Payload params, boolean moved)
            implements RoomInput {

        /** Makes null of an empty name: else all who have none would be one player. */
        public Join {
            playerId = playerId == null || playerId.isEmpty() ? null : playerId;
        }

        /** Returns the join to a later activation, by the token that the player has got. */
        public Join moved(@Nullable String token) {
            return new Join(from, playerId, token, profile, params, true);
        }
    }

    /**
     * A message.
     *
     * @param ref by which the channel knows what a reply belongs to, 0 when none is awaited
     */
    record Message(Link from, long ref, String event, Payload payload) implements RoomInput {}

    /** The client has left for good. */
    record Left(Link from) implements RoomInput {}

    /** The channel has ended in another way. */
    record Dropped(Link from) implements RoomInput {}

    /** The client needs the whole state. */
    record Resync(Link from) implements RoomInput {}
}
