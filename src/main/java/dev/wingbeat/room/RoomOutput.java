package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import java.util.List;

/** An output of a room for channels of one node. Internal seam. */
public sealed interface RoomOutput {

    /** The answer to a join that was accepted. */
    record Joined(long link, Payload response) implements RoomOutput {}

    /** The answer to a join that was refused. */
    record Refused(long link, Payload response) implements RoomOutput {}

    /** The answer to a message. */
    record Replied(long link, long ref, String status, Payload response) implements RoomOutput {}

    /** A message that the room has not taken, for another owner of it to take. */
    record Returned(long link, long ref, String event, Payload payload) implements RoomOutput {

        /** Returns a message to where it came from. */
        public static Returned of(RoomInput.Message message) {
            return new Returned(message.from().number(), message.ref(), message.event(), message.payload());
        }
    }

    /** A push to some channels. */
    record Pushed(List<Long> links, String event, Payload payload) implements RoomOutput {}

    /**
     * The end of a channel.
     *
     * @param failed whether clients are to come back: {@code phx_error} in place of {@code phx_close}
     */
    record Ended(long link, boolean failed) implements RoomOutput {}

    /**
     * The room does not know a channel any more: whoever is in it joins again, by the seat.
     *
     * @param link may be {@link RoomInput.Link#ALL}, for all of the node
     */
    record Forgotten(long link) implements RoomOutput {}
}
