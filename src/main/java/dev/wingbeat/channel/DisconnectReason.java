package dev.wingbeat.channel;

/**
 * Why the server closes a connection, with the WebSocket close code that says so. phoenix.js comes back after any code but
 * 1000, so 1000 is not among them.
 */
public enum DisconnectReason {
    /** A {@code disconnect} broadcast on the socket's id. */
    DISCONNECT(1001, StopReason.shutdown("disconnected")),
    /** No bytes from the client for longer than the idle timeout. */
    IDLE(1002, StopReason.shutdown("timeout")),
    /** A frame that RFC 6455 forbids. */
    PROTOCOL_ERROR(1002, StopReason.failure("protocol error")),
    /** A text message that is not UTF-8 (RFC 6455 section 8.1). */
    INVALID_UTF8(1007, StopReason.failure("text message is not UTF-8")),
    /** A message above the size limit. */
    TOO_BIG(1009, StopReason.failure("message too big")),
    /** A message that cannot be decoded, or an exception in the server. */
    MALFORMED(1011, StopReason.failure("undecodable message")),
    /** The node shuts down. */
    DRAINING(1012, StopReason.DRAINING),
    /** The client does not read what it is sent. */
    SLOW_CONSUMER(1013, StopReason.shutdown("slow consumer")),
    /** A message was begun and not completed in time. */
    UNFINISHED(1008, StopReason.shutdown("unfinished message")),
    /** The node held too much for its clients, and most for this one. */
    OVERLOADED(1013, StopReason.shutdown("memory is short")),
    /** A long-poll client stopped polling. */
    INACTIVE(1001, StopReason.INACTIVE);

    private final int code;

    @SuppressWarnings("ImmutableEnumChecker") // records
    private final StopReason stopReason;

    DisconnectReason(int code, StopReason stopReason) {
        this.code = code;
        this.stopReason = stopReason;
    }

    /** Returns the WebSocket close code. */
    public int code() {
        return code;
    }

    /** Returns what the connection's channels are told. */
    public StopReason stopReason() {
        return stopReason;
    }
}
