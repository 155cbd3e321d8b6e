package dev.wingbeat.room;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A game that one object owns: what a match, a table or an arena is written as.
 *
 * <p>Players join the topic {@code <kind>:<id>} on any node; the room is one object on one of them. All its callbacks run one at a
 * time on the room's thread, so fields are its state and nothing needs a lock; they must not block ({@link RoomContext#async} waits
 * for what takes time). What a callback throws is logged and costs a push its reply; the third exception within ten seconds
 * puts the room back to its last snapshot, once, or ends it.
 *
 * <pre>{@code
 * final class MatchRoom implements Room {
 *     private RoomContext room;
 *
 *     public void create(RoomContext room, Payload params) {
 *         this.room = room;
 *     }
 *
 *     public void joined(Player who) {
 *         room.state().at("players", who.id()).put("x", 0);
 *     }
 *
 *     public HandleResult message(Player who, String event, Payload payload) {
 *         if (!event.equals("move")) return HandleResult.unknown(event);
 *         room.state().at("players", who.id()).put("x", payload.json().getInteger("x"));
 *         return HandleResult.ok();
 *     }
 * }
 * }</pre>
 */
public interface Room {

    /**
     * One step of a game.
     *
     * @param number counts from 1; it jumps when ticks had to be skipped
     * @param step the time that passes in the game, always one interval of the rate
     * @param lag how late the tick is
     */
    record Tick(long number, Duration step, Duration lag) {

        /** Returns the step in seconds. */
        public double seconds() {
            return step.toNanos() / 1e9;
        }
    }

    /** Why a seat is free again. */
    enum LeaveReason {
        /** The player left. */
        LEFT,
        /** The player did not come back in time. */
        TIMED_OUT,
        /** The room sent the player away. */
        KICKED
    }

    /** Why a room ends. */
    enum DisposeReason {
        /** Nobody has a seat any more. */
        EMPTY,
        /** The room, or the application, closed it. */
        CLOSED,
        /** Its callbacks failed too often. */
        CRASHED,
        /** It goes on at another node, since its own stops. */
        MOVED,
        /** Its node stops. */
        SHUTDOWN
    }

    /** Sets up a new room, before anything else is called. An exception ends it: who wants to join is told {@code create_failed}. */
    void create(RoomContext room, Payload params) throws Exception;

    /** Decides whether somebody new may have a seat; whoever returns to a seat is not asked about. An exception refuses the join. */
    default Admission joinAttempt(Player who, Payload params) throws Exception {
        return Admission.accept();
    }

    /** Learns that somebody has taken a seat. What is put into the state here is in the state that the player is sent. */
    default void joined(Player who) throws Exception {}

    /** Learns that the connection of a player is gone; the seat is held. */
    default void dropped(Player who) throws Exception {}

    /** Learns that a player is back on the same seat, with a new connection. */
    default void returned(Player who) throws Exception {}

    /** Learns that a seat is free again. */
    default void left(Player who, LeaveReason reason) throws Exception {}

    /**
     * Handles what a player has sent, in the order of arrival. With a rate, all that has come since the last tick is handed over
     * before the next one; without, each at once.
     *
     * <p>The results are those of channels. A future delays this reply and nothing else; {@code stop} takes the seat away, {@code
     * unknown} ends the player's channel with {@code phx_error}, and it comes back to its seat.
     */
    HandleResult message(Player who, String event, Payload payload) throws Exception;

    /** Makes one step of the game; called at the room's rate. */
    default void tick(Tick tick) throws Exception {}

    /**
     * Tells everything that another node would need to go on with the room: a JSON value or binary, at most 1 MiB. Asked every {@link
     * RoomOptions#snapshotEvery}, and at {@link RoomContext#checkpoint}; seats, groups and label are kept beside it. Null, the default,
     * for a room that ends with its node.
     */
    default @Nullable Payload snapshot() throws Exception {
        return null;
    }

    /**
     * Goes on with a room whose node is gone or stops, or whose callbacks failed too often: called in place of {@link #create}, on
     * another object than the snapshot was made by, and what happened since the snapshot has not happened. The states are empty, and
     * to be filled; the players have their seats, and {@link #returned} tells when each of them is there again.
     */
    default void restore(RoomContext room, Payload snapshot) throws Exception {
        throw new UnsupportedOperationException("restore (expected: to be implemented with snapshot)");
    }

    /** Learns, after a split of the network, the last snapshot of the room that had been played on at the other side, and has ended. */
    default void absorb(Payload loser) throws Exception {}

    /**
     * Cleans up when the room ends, however that comes, except that its node dies. Players are told by then. Whoever stops the node
     * waits for the future, for at most 10 seconds.
     */
    default Future<?> dispose(DisposeReason reason) throws Exception {
        return Future.succeededFuture();
    }
}
