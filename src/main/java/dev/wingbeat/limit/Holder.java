package dev.wingbeat.limit;

/**
 * Something that holds memory for a client, and can be made to let it go. Internal seam
 * between limit and transport; confined to a loop.
 */
public interface Holder {

    /** Returns how many bytes of the heap it holds. */
    default long heapHeld() {
        return 0;
    }

    /** Returns how many bytes of direct memory it holds, whether or not others hold the same ones. */
    default long directHeld() {
        return 0;
    }

    /** Returns for how many nanoseconds it has held what it should have let go; 0 when nothing. */
    default long heldFor() {
        return 0;
    }

    /** Lets go of everything, at the client's expense. */
    void shed();
}
