package dev.wingbeat.limit;

/** What happens when a socket id has as many connections as it may. */
public enum WhenFull {
    /** Who comes is refused. */
    REFUSE,
    /** The oldest connection is closed; its client comes back, unless it is told to stay away. */
    REPLACE_OLDEST
}
