package dev.wingbeat.relay;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomOutput;
import java.util.Arrays;

/** A message of one node to another. Internal seam. */
public sealed interface RoomItem {

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
        KEEP(1),
        /** To be gone on with at once: the owner stops. */
        ACTIVATE(2),
        /** To be shown to the later activation: the owner has stepped down. */
        ABSORB(3);

        private final int code;

        Use(int code) {
            this.code = code;
        }

        /** Returns the byte that stands for it between nodes. */
        byte code() {
            return (byte) code;
        }

        static Use of(byte code) {
            return Arrays.stream(values())
                    .filter(use -> use.code == code)
                    .findAny()
                    .orElseThrow(() -> new IllegalArgumentException("room item: use " + code));
        }
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
