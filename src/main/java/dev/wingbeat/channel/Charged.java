package dev.wingbeat.channel;

/**
 * Internal seam. May be
 * used from any thread.
 */
public interface Charged {

    /**
     * Charges bytes of the heap to the connection, or releases them when there are fewer than none. What is charged is to be
     * released when it is kept no more; when the connection has ended, all of it is.
     */
    void charge(long bytes);
}
