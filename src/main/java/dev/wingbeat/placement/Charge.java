package dev.wingbeat.placement;

import dev.wingbeat.roomloop.RoomLoop;

/** What the account of a loop is charged for one thing. Confined to the loop. */
final class Charge {

    private static final long ROOM_BYTES = 4 * 1024;
    private static final long SEAT_BYTES = 1024;

    private final RoomLoop loop;
    private long charged;

    Charge(RoomLoop loop) {
        this.loop = loop;
    }

    /** Returns about how many bytes a room and its seats have, without states and snapshots. */
    static long ofRoom(int seats) {
        return ROOM_BYTES + seats * SEAT_BYTES;
    }

    /** Charges what the thing holds now in place of what it held. */
    void set(long bytes) {
        if (bytes != charged) {
            loop.charge(bytes - charged);
            charged = bytes;
        }
    }
}
