package dev.wingbeat.room;

import java.util.Map;

/** Where a room's outputs go. Internal seam; called on the room's thread. */
public interface RoomOutlet {

    /**
     * The entry of a room in lists.
     *
     * @param players reserved seats among them
     * @param hidden whether lobbies do not show it
     */
    record Summary(int players, int maxPlayers, boolean locked, boolean hidden, Map<String, Object> label) {}

    /** Sends to the channels of a node, in order. */
    void send(String node, RoomOutput output);

    /** Learns that what lists tell of the room is not the same any more. */
    void changed(Summary summary);

    /** Takes a snapshot that differs from the last one. */
    void snapshot(RoomSnapshot snapshot);

    /** Learns that callbacks have failed too often; returns whether the room goes on by its last snapshot, in a later activation. */
    boolean crashed();

    /** Learns that the room has ended since there is a later activation. */
    void steppedDown();

    /** Learns that the room has ended, and that its application has cleaned up. */
    void ended(Room.DisposeReason reason);

    /**
     * Learns that ticks that were due have been run, with the messages before them and the patch after them.
     *
     * @param took how long all of that took, in nanoseconds
     * @param lag by how much the first was late, in nanoseconds
     * @param skipped how many were left out before it
     */
    default void ticked(long took, long lag, long skipped) {}

    /** Learns that a message was not taken, for one of the reasons {@code busy} and {@code too_large}. */
    default void refused(String reason) {}
}
