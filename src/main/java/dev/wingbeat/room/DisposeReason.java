package dev.wingbeat.room;

/** Why a room ends. */
public enum DisposeReason {
    /** Nobody has a seat any more. */
    EMPTY,
    /** The room, or the application, closed it. */
    CLOSED,
    /** Its callbacks failed too often. */
    CRASHED,
    /** Its node stops. */
    SHUTDOWN
}
