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
 * A room's view of its players, its state and its node. To be used on the room's thread only, which is where callbacks run: elsewhere
 * every method throws {@link IllegalStateException}.
 *
 * <p>What a callback sends arrives in order, before its reply; what it changes in a state arrives behind it, with the next patch.
 */
public interface RoomContext {

    /** Returns the part of the topic behind the kind. */
    String id();

    /**
     * Returns the number of this activation: higher than those of all before. Whoever writes to a database writes it along and
     * refuses lower ones, since while the network is split there may be two owners.
     */
    long epoch();

    /** Returns the name of the node that the room is on. */
    String node();

    /** Returns who has a seat, in the order of their coming. */
    List<Player> players();

    /** Returns the state that all players follow. */
    RoomState state();

    /** Returns the state that the players of a group follow, beside that of all. Its keys must be others. */
    RoomState group(String name);

    /** Returns the state that one player follows, beside those of all and of the group. Its keys must be others. */
    RoomState state(Player player);

    /** Puts a player into a group, and out of the one it was in; null for none. The player is sent the whole state. */
    void group(Player player, @Nullable String name);

    /** Pushes an event to all connected players: a JSON object or binary. */
    void broadcast(String event, Object payload);

    /** Pushes an event to one player; nothing happens while it is not connected. */
    void send(Player player, String event, Object payload);

    /** Takes a seat away: the player is pushed {@code kicked} with the reason, and its channel is closed. */
    void kick(Player player, String reason);

    /** Sets how long the seat of a player is held when its connection is gone, in place of {@link RoomOptions#seatHold}. */
    void hold(Player player, Duration duration);

    /** Lets nobody in any more, except those who return. */
    void lock();

    /** Lets players in again. */
    void unlock();

    /**
     * Sets by what the room is found in lists.
     *
     * @param label at most 16 keys with text, numbers or booleans, at most 1 KiB
     */
    void label(Map<String, ?> label);

    /** Runs a task on the room's thread after a delay, unless the room has ended. */
    TimerRef after(Duration delay, Runnable task);

    /** Waits for a future; the handler runs on the room's thread, unless the room has ended. */
    <T> void async(Future<T> future, Handler<AsyncResult<T>> handler);

    /** Takes a snapshot once this callback is done, beside those at intervals: what happened until then is not lost with the node. */
    void checkpoint();

    /** Ends the room, once this callback is done: players are pushed {@code room_lost} with the reason, and their channels closed. */
    void close(String reason);
}
