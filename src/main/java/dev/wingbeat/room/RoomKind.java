package dev.wingbeat.room;

import java.util.function.Supplier;

/**
 * A kind of rooms, as declared. Internal seam.
 *
 * @param factory makes the object of one room; called on the room's thread
 */
public record RoomKind(String name, Supplier<? extends Room> factory, RoomOptions options) {

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException for letters other than of {@code [a-z0-9_]}, or more than 32
     */
    public RoomKind {
        RoomKey.checkKind(name);
    }
}
