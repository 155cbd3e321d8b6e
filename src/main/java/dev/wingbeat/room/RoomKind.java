package dev.wingbeat.room;

import java.util.function.Supplier;

/**
 * A kind of rooms, as declared. Internal seam.
 *
 * @param factory makes the object of one room; called on the room's thread
 * @param failed learns which callback of a room has thrown, the room's topic, and what; called on the room's thread
 */
public record RoomKind(String name, Supplier<? extends Room> factory, RoomOptions options, Failed failed) {

    /** Hears what callbacks throw. */
    @FunctionalInterface
    public interface Failed {

        /** Called when a callback of the room of a topic has thrown. */
        void failed(String callback, String topic, Throwable cause);
    }

    /** Makes a kind whose failures are logged only. */
    public RoomKind(String name, Supplier<? extends Room> factory, RoomOptions options) {
        this(name, factory, options, (callback, topic, cause) -> {});
    }

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException for letters other than of {@code [a-z0-9_]}, or more than 32
     */
    public RoomKind {
        RoomKey.checkKind(name);
    }
}
