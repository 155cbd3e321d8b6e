package dev.wingbeat.relay;

import dev.wingbeat.channel.InternalSocket;
import java.util.function.BooleanSupplier;

/**
 * Decides whether a client is sent patches: one that does not keep up gets none, and the whole state when it does again. Internal
 * seam; confined to the connection's loop.
 */
public final class Conflation {

    private static final long RETRY_MILLIS = 50;
    private static final long SLOW_BYTES = 64 * 1024; // a client for whom more waits is sent no patches

    private final BooleanSupplier open;
    private final Runnable resync;
    private boolean slow;

    /**
     * Makes that of one client, which keeps up.
     *
     * @param open whether the client is still there
     * @param resync asks for the whole state
     */
    public Conflation(BooleanSupplier open, Runnable resync) {
        this.open = open;
        this.resync = resync;
    }

    /** Returns whether a patch is left out. */
    public boolean leavesOut(InternalSocket to) {
        if (!slow && to.pending() > SLOW_BYTES) {
            slow = true;
            catchUp(to);
        }
        return slow;
    }

    private void catchUp(InternalSocket to) {
        to.context().owner().setTimer(RETRY_MILLIS, ignored -> {
            if (!slow || !open.getAsBoolean()) {
                return;
            }
            if (to.pending() > SLOW_BYTES / 4) {
                catchUp(to);
            } else {
                resync.run();
            }
        });
    }

    /** Lets patches follow again: the client has the whole state. */
    public void end() {
        slow = false;
    }
}
