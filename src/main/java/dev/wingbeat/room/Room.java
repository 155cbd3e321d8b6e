package dev.wingbeat.room;

import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One game, such as a match, a table or an arena: what an application implements.
 *
 * <p>Players join the topic {@code <kind>:<id>} on any node; the room is one object on one of them. All its callbacks run one at a
 * time on the room's thread, so fields are its state and nothing needs a lock. They must not block; {@link RoomContext#async} is for
 * slow work. An exception of a callback is logged, and a message is answered with an error. The third exception within ten seconds
 * restores the room from its last snapshot, once, or ends it.
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
     * @param lag by how much the tick is late
     */
    record Tick(long number, Duration step, Duration lag) {

        /** Returns the step in seconds. */
        public double seconds() {
            return step.toNanos() / 1e9;
        }
    }

    /** The reason for the end of a seat. */
    enum LeaveReason {
        /** The player left. */
        LEFT,
        /** The player did not come back in time. */
        TIMED_OUT,
        /** The room sent the player away. */
        KICKED
    }

    /** The reason for the end of a room. */
    enum DisposeReason {
        /** Nobody has a seat any more. */
        EMPTY,
        /** The room, or the application, closed it. */
        CLOSED,
        /** Its callbacks failed too often. */
        CRASHED,
        /** It continues on another node, because its own stops. */
        MOVED,
        /** Its node stops. */
        SHUTDOWN
    }

    /** Sets up a new room, before anything else is called. An exception ends it: joins are refused with {@code create_failed}. */
    void create(RoomContext room, Payload params) throws Exception;

    /** Decides whether a new player may have a seat; not called for one who returns to a seat. An exception refuses the join. */
    default Admission joinAttempt(Player who, Payload params) throws Exception {
        return Admission.accept();
    }

    /** Called when a player has taken a seat. What is put into the state here is in the state that the player is sent. */
    default void joined(Player who) throws Exception {}

    /** Called when a player's connection is lost; the seat is held. Not called for what was lost with the room's node: see {@link #restore}. */
    default void dropped(Player who) throws Exception {}

    /** Called when a player is back on the same seat, with a new connection. */
    default void returned(Player who) throws Exception {}

    /** Called when a player has lost the seat, which is free again. */
    default void left(Player who, LeaveReason reason) throws Exception {}

    /**
     * Handles a message of a player, in the order of arrival. With a tick rate, messages are handed over just before the next
     * tick; without, at once.
     *
     * <p>The results are those of channels. A future delays this reply and nothing else; if it is not complete when the room moves to
     * another node, or ends, the reply is {@code unavailable}. {@code stop} takes the seat away, {@code
     * unknown} ends the player's channel with {@code phx_error}; the client rejoins and returns to its seat.
     *
     * <p>Read the payload by {@code payload.as(...)}, as a record: what does not fit is answered {@code bad_payload}. Any other exception
     * is the room's, whoever has sent the message.
     */
    HandleResult message(Player who, String event, Payload payload) throws Exception;

    /**
     * Answers {@link Rooms#signal}: something that the application, on any node, has for the room. Called as soon as it arrives, not
     * with the next tick.
     *
     * @return the answer, a JSON value; a failure is one for the caller, too
     */
    default Future<?> signal(String event, Payload payload) throws Exception {
        return Future.failedFuture(
                new UnsupportedOperationException(event + " (expected: a signal that the room handles)"));
    }

    /** Makes one step of the game; called at the room's rate. */
    default void tick(Tick tick) throws Exception {}

    /**
     * Returns everything that another node needs to continue the room: a JSON value or binary, at most 1 MiB. Called every {@link
     * RoomOptions#snapshotEvery}, and for {@link RoomContext#checkpoint}; seats, groups and label are kept with it. Null, the default,
     * means that the room ends with its node.
     */
    default @Nullable Payload snapshot() throws Exception {
        return null;
    }

    /**
     * Continues a room whose node died or stops, or whose callbacks failed too often. Called on a new object in place of {@link
     * #create}; what happened since the snapshot is lost. The states are empty: fill them here. No timer of {@link
     * RoomContext#after} is left: start them again. The players keep their seats, none of them is connected yet, and {@link #returned} is
     * called for each who is back, also for those whose connection was not lost.
     */
    default void restore(RoomContext room, Payload snapshot) throws Exception {
        throw new UnsupportedOperationException("restore (expected: to be implemented with snapshot)");
    }

    /** Called after a network split with the last snapshot of the room's other activation, which ran on the other side and ended. */
    default void absorb(Payload loser) throws Exception {}

    /**
     * Cleans up when the room ends, or moves since its node stops. Not called when the node dies, nor when this object gives way to
     * another that continues the room: after a split to the one of the other side, and to a restored one when callbacks failed too often.
     * Players have been told by then. When the node stops, it waits for the future, 10 seconds at most.
     */
    default Future<?> dispose(DisposeReason reason) throws Exception {
        return Future.succeededFuture();
    }
}
