package dev.wingbeat.room;

import java.util.Map;

/** The receiver of a room's outputs. Internal seam; called on the room's thread. */
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

    /** Called when the facts that lists show of the room have changed. */
    void changed(Summary summary);

    /** Receives a snapshot that differs from the last one, or that one again, should it have been lost on its way. */
    void snapshot(RoomSnapshot snapshot);

    /**
     * Called when callbacks have failed too often; returns whether the room goes on by its last snapshot, in a later
     * activation.
     */
    boolean crashed();

    /** Called when the room has ended since there is a later activation. */
    void steppedDown();

    /** Called when the room has ended, and its application has cleaned up. */
    void ended(Room.DisposeReason reason);

    /**
     * Called when ticks that were due have been run, with the messages before them and the patch after them.
     *
     * @param took how long all of that took, in nanoseconds
     * @param lag by how much the first was late, in nanoseconds
     * @param skipped how many were left out before it
     */
    default void ticked(long took, long lag, long skipped) {}

    /** Called when a message was not taken, for one of the reasons {@code busy} and {@code too_large}. */
    default void refused(String reason) {}
}
