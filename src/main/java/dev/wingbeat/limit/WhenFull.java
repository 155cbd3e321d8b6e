package dev.wingbeat.limit;

/** The treatment of a new connection whose socket id has as many as it may. */
public enum WhenFull {
    /** The new connection is refused. */
    REFUSE,
    /** The oldest connection is closed; its client comes back, unless it is told to stay away. */
    REPLACE_OLDEST
}
