package dev.wingbeat.relay;

import dev.wingbeat.channel.SocketRef;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomInput;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a client to its room, and keeps them while the room has no owner or moves to another. Internal seam; confined
 * to the connection's loop.
 */
public final class PlayerInputs {

    private final Consumer<RoomInput> room;
    private final LongConsumer account;
    private final Predicate<String> latest;
    private final AwaitedReplies awaited;
    private @Nullable HeldInputs returned; // what the room has not taken, sent before all that is held
    private @Nullable HeldInputs held;
    private long lastSent; // the number of the answer to the last message before

    /**
     * Makes those of one client, of which nothing is kept.
     *
     * @param room receives them
     * @param account is told how many bytes more are kept, or fewer when negative
     * @param latest of which events the latest counts only
     * @param clock tells nanoseconds
     */
    public PlayerInputs(Consumer<RoomInput> room, LongConsumer account, Predicate<String> latest, LongSupplier clock) {
        this.awaited = new AwaitedReplies(clock);
        this.room = room;
        this.account = account;
        this.latest = latest;
    }

    /** Removes and returns the answer of a number; null when none of it is expected any more. */
    public @Nullable SocketRef answered(long ref) {
        return awaited.remove(ref);
    }

    /**
     * Removes the answers to messages that were sent before others were kept, and have not come back, since their owner is dead; returns
     * those that the client still waits for.
     */
    public List<SocketRef> lost() {
        return awaited.removeUpTo(lastSent);
    }

    /** Sends or keeps a message; false when too many are kept already. */
    public boolean send(RoomInput.Link from, @Nullable SocketRef reply, String event, Payload payload) {
        long ref = awaited.add(reply);
        var message = new RoomInput.Message(from, ref, event, payload);
        if (held == null) {
            room.accept(message);
            return true;
        }
        return held.offer(event, message) || awaited.remove(ref) == null;
    }

    /**
     * Sends or keeps a message that an owner has not taken, ahead of what came later; returns the answer to refuse when too many are
     * kept already. One whose client has been told that it is lost stays so: it may have been sent anew.
     */
    public @Nullable SocketRef sendAgain(RoomInput.Message back) {
        SocketRef reply = awaited.remove(back.ref());
        if (back.ref() != 0 && reply == null) {
            return null;
        }
        long again = awaited.add(reply);
        var message = new RoomInput.Message(back.from(), again, back.event(), back.payload());
        if (returned == null) {
            room.accept(message);
            return null;
        }
        return returned.offer(message.event(), message) ? null : awaited.remove(again);
    }

    /** Keeps messages from now on. */
    public void hold() {
        if (held == null) {
            lastSent = awaited.last();
            returned = new HeldInputs(account, latest);
            held = new HeldInputs(account, latest);
        }
    }

    /** Sends what was kept, and keeps nothing any more. */
    public void release() {
        end(room::accept);
    }

    /** Forgets what was kept. */
    public void drop() {
        end(message -> {});
    }

    private void end(Consumer<RoomInput.Message> to) {
        HeldInputs first = returned;
        HeldInputs second = held;
        returned = null;
        held = null;
        if (first != null && second != null) {
            first.release(to);
            second.release(to);
        }
    }
}
