package dev.wingbeat.limit;

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
    private boolean kept;
    private boolean released;

    Permit(Runnable onRelease) {
        this.onRelease = onRelease;
    }

    /** Is kept from now on, until {@link #release}. */
    public void keep() {
        if (!released) {
            kept = true;
        }
    }

    /** Takes the end of what asked to be let in, which does not matter once it was. */
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
        }
    }
}
