package dev.wingbeat.relay;

import dev.wingbeat.room.InputQueue;
import dev.wingbeat.room.RoomInput;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * The messages that a client has sent while its room stands still, at the expense of its connection. Confined to
 * the connection's loop.
 */
final class HeldInputs {

    private static final int MAX = 64;

    private final LongConsumer account;
    private final InputQueue<Boolean, RoomInput.Message> waiting;
    private long charged;

    /**
     * Makes none.
     *
     * @param account is told how many bytes more are kept, or fewer when negative
     * @param latest of which events the latest counts only
     */
    HeldInputs(LongConsumer account, Predicate<String> latest) {
        this.account = account;
        this.waiting = new InputQueue<>(MAX, MAX, latest, one -> one.payload().length());
    }

    /** Keeps a message; false when there are too many already. */
    boolean offer(String event, RoomInput.Message message) {
        boolean kept = waiting.offer(true, event, message);
        charge(waiting.weight());
        return kept;
    }

    /** Hands over what there is, once. */
    void release(Consumer<RoomInput.Message> to) {
        charge(0);
        waiting.drain(to);
    }

    private void charge(long bytes) {
        account.accept(bytes - charged);
        charged = bytes;
    }
}
