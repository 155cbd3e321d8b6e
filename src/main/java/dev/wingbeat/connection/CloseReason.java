package dev.wingbeat.connection;

/** The reason for the end of a connection. The channels on it stop, each for the {@code StopReason} that follows from it. */
public sealed interface CloseReason {

    /** The client closed it with a close frame; the code is 1005 when the frame carried none (RFC 6455 section 7.1.5). */
    record Remote(int code, String text) implements CloseReason {}

    /** The TCP connection ended without a close frame. */
    record Lost() implements CloseReason {}

    /** The application closed it. */
    record Local(int code, String text) implements CloseReason {}

    /** The server closed it: silence, a violation of the protocol, a limit, a {@code disconnect}, the end of the node. */
    record Disconnected(DisconnectReason reason) implements CloseReason {}

    /** A callback threw an exception, and the server closed it for that. */
    record Failure(Throwable cause) implements CloseReason {}
}
