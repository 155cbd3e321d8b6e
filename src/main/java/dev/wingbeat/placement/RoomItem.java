package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomOutput;

/** A message of one node to another. */
sealed interface RoomItem {

    /** From a channel to a room; with the highest epoch that the sender knows of it. */
    record In(RoomKey key, long epoch, RoomInput input) implements RoomItem {}

    /** From a room to channels; with the epoch of the activation that says it. */
    record Out(RoomKey key, long epoch, RoomOutput output) implements RoomItem {}

    /**
     * A question that is to be answered.
     *
     * @param number by which the answer is known
     */
    record Ask(long number, Payload question) implements RoomItem {}

    /** The answer to a question of a number. */
    record Answer(long number, Payload answer) implements RoomItem {}
}
