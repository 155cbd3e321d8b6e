package dev.wingbeat.connection;

/**
 * The reason for which the server closes a connection, with its WebSocket close code. Clients come back after any code but
 * 1000, so 1000 is only for those who are to stay away; phoenix.js 1.8.16 comes back after that, too.
 */
public enum DisconnectReason {
    /** A {@code disconnect} broadcast on the socket's id. */
    DISCONNECT(1001),
    /** An operator closes it, and the client is not to come back. */
    REMOVED(1000),
    /** No bytes from the client for longer than the idle timeout. */
    IDLE(1002),
    /** A frame that RFC 6455 forbids. */
    PROTOCOL_ERROR(1002),
    /** A text message that is not UTF-8 (RFC 6455 section 8.1). */
    INVALID_UTF8(1007),
    /** A message above the size limit. */
    TOO_BIG(1009),
    /** A message that cannot be decoded, or an exception in the server. */
    MALFORMED(1011),
    /** The node shuts down. */
    DRAINING(1012),
    /** The client does not read what it is sent. */
    SLOW_CONSUMER(1013),
    /** A message was begun and not completed in time. */
    UNFINISHED(1008),
    /** The node held too much for its clients, and most for this one. */
    OVERLOADED(1013),
    /** The client went on sending more than it may. */
    LIMITED(1013),
    /** Another connection of its socket id has its place: it is not to come back, or they would take turns. */
    REPLACED(1000),
    /** A long-poll client stopped polling. */
    INACTIVE(1001),
    /** Its credentials have ended, and were not renewed: the client comes back with others. */
    TOKEN_EXPIRED(1001),
    /** Its credentials were revoked: it is not to come back. */
    REVOKED(1000);

    private static final int GOING_AWAY = 1001;
    private static final int LAST_OF_RFC_6455 = 1011;

    private final int code;

    DisconnectReason(int code) {
        this.code = code;
    }

    /** Returns the WebSocket close code. */
    public int code() {
        return code;
    }

    /** Returns a code of RFC 6455: 1001 in place of those that were registered later, which old clients take for an error. */
    public int oldCode() {
        return code > LAST_OF_RFC_6455 ? GOING_AWAY : code;
    }
}
