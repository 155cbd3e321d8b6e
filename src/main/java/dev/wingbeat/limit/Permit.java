package dev.wingbeat.limit;

import org.jspecify.annotations.Nullable;

/**
 * Counts for one connection or one client of an address, until it is released. A client that asks to be let in has it for as long
 * as it is asking, and keeps it when it was let in. Internal seam; confined to a loop.
 */
public final class Permit {

    /** Counts for nothing: there is no limit. Shared by all. */
    public static final Permit UNCOUNTED = new Permit(() -> {});

    static {
        UNCOUNTED.released = true; // nothing is to be written to what all threads share
    }

    private final Runnable onRelease;
    private IdLimit.@Nullable Seat seat;
    private boolean kept;
    private boolean released;

    Permit(Runnable onRelease) {
        this.onRelease = onRelease;
    }

    /** Keeps it from now on, until {@link #release}. */
    public void keep() {
        if (!released) {
            kept = true;
        }
    }

    /** Releases it because the request has ended, unless the client was let in. */
    public void releaseUnlessKept() {
        if (!kept) {
            release();
        }
    }

    /** Gives it back; nothing happens when that was done before. */
    public void release() {
        if (!released) {
            released = true;
            onRelease.run();
            if (seat != null) {
                seat.release();
            }
        }
    }

    /** Gives a seat back, too, when it is released. A shared one must not be asked. */
    public void with(IdLimit.Seat more) {
        if (released) {
            more.release();
        } else {
            seat = more;
        }
    }

    /** Returns a permit of its own, in the place of one that counts for nothing. */
    public Permit own() {
        return released ? new Permit(() -> {}) : this;
    }

    /** Returns the seat that it gives back; null for none. */
    public IdLimit.@Nullable Seat seat() {
        return seat;
    }
}
