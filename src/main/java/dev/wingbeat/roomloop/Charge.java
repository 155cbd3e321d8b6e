package dev.wingbeat.roomloop;

/** The amount that the account of a loop is charged for one thing. Internal seam; confined to the loop. */
public final class Charge {

    private static final long ROOM_BYTES = 4 * 1024;
    private static final long SEAT_BYTES = 1024;

    private final RoomLoop loop;
    private long charged;

    /** Makes one that is charged nothing yet. */
    public Charge(RoomLoop loop) {
        this.loop = loop;
    }

    /** Returns about how many bytes a room and its seats have, without states and snapshots. */
    public static long ofRoom(int seats) {
        return ROOM_BYTES + seats * SEAT_BYTES;
    }

    /** Charges what the thing holds now in place of what it held. */
    public void set(long bytes) {
        if (bytes != charged) {
            loop.charge(bytes - charged);
            charged = bytes;
        }
    }
}
