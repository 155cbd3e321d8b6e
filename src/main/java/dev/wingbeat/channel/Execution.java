package dev.wingbeat.channel;

/** Where a route's callbacks run. */
public enum Execution {
    /** On the connection's event loop: fastest, must not block. */
    EVENT_LOOP,
    /** On virtual threads: may block; still one at a time and in order for each channel. */
    VIRTUAL_THREADS
}
