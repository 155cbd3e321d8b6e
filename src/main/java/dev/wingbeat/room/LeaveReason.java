package dev.wingbeat.room;

/** Why a seat is free again. */
public enum LeaveReason {
    /** The player left. */
    LEFT,
    /** The player did not come back in time. */
    TIMED_OUT,
    /** The room sent the player away. */
    KICKED
}
