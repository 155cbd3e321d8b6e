package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rooms of a kind, for the application outside of them. May be used from any thread. */
public interface Rooms {

    /**
     * A room in the directory.
     *
     * @param players how many seats are taken
     * @param open whether lobbies show it: neither locked nor private
     */
    record Listed(
            String id, String node, long epoch, int players, int maxPlayers, boolean open, Map<String, Object> label) {}

    /** Makes a room with a random id, and returns the id. Fails when the room does, or the node has as many as it may. */
    Future<String> create(@Nullable Object params);

    /**
     * Makes a room of an id, which may be there already; returns the id.
     *
     * @param id letters, digits, {@code _} and {@code -}, at most 64
     * @throws IllegalArgumentException for another id
     */
    Future<String> create(String id, @Nullable Object params);

    /**
     * Returns rooms on all nodes, as this one sees them: up to a second late.
     *
     * @param filter as in lobbies: values of the label, of {@code players} and {@code max}, or maps of {@code lt}, {@code lte},
     *     {@code gt}, {@code gte} and {@code in}, at most 8; empty for all
     * @param limit how many at most
     * @throws IllegalArgumentException for a filter that is none
     */
    List<Listed> find(Map<String, ?> filter, int limit);

    /**
     * Calls {@link Room#signal} of a room, on whatever node it is.
     *
     * @param payload a JSON value of at most 60 KiB
     * @return the answer; fails when there is no such room, when its callback fails, or when its node does not answer within 5 s
     */
    Future<Payload> signal(String id, String event, @Nullable Object payload);

    /** Ends a room, if there is one, on whatever node it is: players are pushed {@code room_lost} with the reason. */
    void close(String id, String reason);

    /** Returns how many rooms there are on this node. */
    int size();
}
