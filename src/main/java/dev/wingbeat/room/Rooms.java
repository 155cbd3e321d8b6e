package dev.wingbeat.room;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The rooms of a kind, for the application outside of them. May be used from any thread. */
public interface Rooms {

    /** Makes a room with a random id, and returns the id. Fails when the room does, or the node has as many as it may. */
    Future<String> create(@Nullable Object params);

    /**
     * Makes a room of an id, which may be there already; returns the id.
     *
     * @param id letters, digits, {@code _} and {@code -}, at most 64
     * @throws IllegalArgumentException for another id
     */
    Future<String> create(String id, @Nullable Object params);

    /** Ends a room, if there is one: players are pushed {@code room_lost} with the reason. */
    void close(String id, String reason);

    /** Returns how many rooms there are on this node. */
    int size();
}
