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
     * A part of a snapshot of an activation.
     *
     * @param part counts from 0
     */
    record Copy(RoomKey key, long epoch, Use use, int part, int of, Payload bytes) implements RoomItem {}

    /** The end of a room: its copy is not needed any more. */
    record Over(RoomKey key, long epoch) implements RoomItem {}

    /** The use of a snapshot. */
    enum Use {
        /** To be kept, should the owner die. */
        KEEP,
        /** To be gone on with at once: the owner stops. */
        ACTIVATE,
        /** To be shown to the later activation: the owner has stepped down. */
        ABSORB
    }

    /**
     * A question that is to be answered.
     *
     * @param number by which the answer is known
     */
    record Ask(long number, Payload question) implements RoomItem {}

    /** The answer to a question of a number. */
    record Answer(long number, Payload answer) implements RoomItem {}
}
