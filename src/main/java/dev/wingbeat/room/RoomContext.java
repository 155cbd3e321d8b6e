package dev.wingbeat.room;

import dev.wingbeat.connection.TimerRef;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A room's view of its players, its state and its node. Only for the room's thread, on which callbacks run: elsewhere every method
 * throws {@link IllegalStateException}.
 *
 * <p>What a callback sends arrives in order, before its reply; what it changes in a state arrives after it, with the next patch.
 */
public interface RoomContext {

    /** Returns the id of the room: the topic without {@code <kind>:}. */
    String id();

    /**
     * Returns the number of this activation, that is of this start of the room on a node: higher than all earlier ones. During a
     * network split a room may run twice, so store the epoch with what you write to a database, and reject writes with a lower one.
     */
    long epoch();

    /** Returns the name of the node that the room is on. */
    String node();

    /** Returns the players who have a seat, in the order in which they joined. */
    List<Player> players();

    /** Returns the state that all players see. */
    RoomState state();

    /** Returns the state that only the players of a group see, merged into that of all. Top-level keys must differ. */
    RoomState group(String name);

    /** Returns the state that only one player sees, merged into those of all and of the group. Top-level keys must differ. */
    RoomState state(Player player);

    /** Moves a player to a group, or to none for null. The player is sent the whole state. */
    void group(Player player, @Nullable String name);

    /**
     * Pushes an event to all connected players: a JSON object or binary.
     *
     * @throws IllegalArgumentException for the events by which clients keep up with rooms ({@code state}, {@code patch}, {@code
     *     room_paused}, {@code room_lost}, {@code kicked}), and those of the protocol
     */
    void broadcast(String event, Object payload);

    /**
     * Pushes an event to one player; nothing happens while it is not connected.
     *
     * @throws IllegalArgumentException as {@link #broadcast}
     */
    void send(Player player, String event, Object payload);

    /** Removes a player from its seat: it is pushed {@code kicked} with the reason, and its channel is closed. */
    void kick(Player player, String reason);

    /** Sets how long the seat of a player is held when its connection is gone, in place of {@link RoomOptions#seatHold}. */
    void hold(Player player, Duration duration);

    /** Refuses new players from now on; those who have a seat may still return. */
    void lock();

    /** Admits new players again. */
    void unlock();

    /**
     * Sets the label, by which lobbies list and filter rooms.
     *
     * @param label at most 16 keys with text, numbers or booleans, at most 1 KiB
     */
    void label(Map<String, ?> label);

    /**
     * Runs a task on the room's thread after a delay of at most a year, unless the room has ended or goes on elsewhere: {@link
     * Room#restore} has to start it again.
     */
    TimerRef after(Duration delay, Runnable task);

    /** Waits for a future; the handler runs on the room's thread, unless the room has ended. */
    <T> void async(Future<T> future, Handler<AsyncResult<T>> handler);

    /** Takes an extra snapshot once this callback is done, so that what happened until then is not lost with the node. */
    void checkpoint();

    /** Ends the room, once this callback is done: players are pushed {@code room_lost} with the reason, and their channels closed. */
    void close(String reason);
}
