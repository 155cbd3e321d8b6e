package dev.wingbeat.channel;

/** The threads that run the callbacks of a route. */
public enum Execution {
    /** The connection's event loop: fastest, but callbacks must not block. */
    EVENT_LOOP,
    /** Virtual threads: callbacks may block, and still run one at a time and in order for each channel. */
    VIRTUAL_THREADS
}
