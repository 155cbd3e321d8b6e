package dev.wingbeat.client;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/** Messages pushed while their channel was not joined: at most 1,000 messages and 1 MiB. Confined to the client's loop. */
final class WaitingPushes {

    static final int MAX = 1_000;
    static final int MAX_BYTES = 1 << 20;

    private final Queue<PendingPush> pushes = new ArrayDeque<>();

    /** Returns whether there is room for a message, which then waits; fails it otherwise. */
    boolean add(PendingPush push) {
        pushes.removeIf(PendingPush::done);
        int bytes =
                pushes.stream().mapToInt(waiting -> waiting.payload.length()).sum();
        if (pushes.size() >= MAX || bytes + push.payload.length() > MAX_BYTES) {
            push.fail(new OverflowException(push.label() + ": " + pushes.size() + " messages of " + bytes
                    + " bytes wait for the join (expected: at most " + MAX + ", " + MAX_BYTES + " bytes)"));
            return false;
        }
        return pushes.add(push);
    }

    /** Sends what still waits. */
    void flush(Consumer<PendingPush> send) {
        for (PendingPush push = pushes.poll(); push != null; push = pushes.poll()) {
            if (!push.done()) {
                send.accept(push);
            }
        }
    }

    void fail(Disconnect reason) {
        for (PendingPush push = pushes.poll(); push != null; push = pushes.poll()) {
            push.fail(new DisconnectedException(push.label(), reason));
        }
    }
}
