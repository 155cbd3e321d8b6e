package dev.wingbeat.channel;

import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.DisconnectReason;
import org.jspecify.annotations.Nullable;

/**
 * The reason for the end of a channel. {@code Normal} and {@code Shutdown} tell the client not to rejoin, {@code Failure} to
 * rejoin. When the connection closes, all its channels stop: {@link #of(CloseReason)} says why, in words of channels.
 */
public sealed interface StopReason {

    /** Ends the channel in the ordinary way. */
    StopReason NORMAL = new Normal();

    /** Ends the channel because its surroundings end. */
    StopReason SHUTDOWN = new Shutdown(null);

    /** The client left. */
    StopReason LEFT = shutdown("left");

    /** The connection closed. */
    StopReason CLOSED = shutdown("closed");

    /** The node shuts down. */
    StopReason DRAINING = shutdown("draining");

    /** A long-poll client stopped polling. */
    StopReason INACTIVE = shutdown("inactive");

    /** Ends with a detail, such as {@code left} or {@code closed}. */
    static StopReason shutdown(String detail) {
        return new Shutdown(detail);
    }

    /** Ends as a failure: the client gets {@code phx_error} and rejoins. */
    static StopReason failure(String description) {
        return new Failure(description, null);
    }

    /** Ends as a failure with its cause. */
    static StopReason failure(Throwable cause) {
        return new Failure(cause.toString(), cause);
    }

    /** Returns the reason for the channels of a WebSocket that has closed. */
    static StopReason of(CloseReason reason) {
        return switch (reason) {
            case CloseReason.Remote remote -> CLOSED;
            case CloseReason.Lost lost -> CLOSED;
            case CloseReason.Local local -> shutdown("local_closed");
            case CloseReason.Disconnected(DisconnectReason why) -> of(why);
            case CloseReason.Failure(Throwable cause) -> failure(cause);
        };
    }

    /** Returns the reason for the channels of a connection that the server closes. */
    static StopReason of(DisconnectReason reason) {
        return switch (reason) {
            case DISCONNECT -> shutdown("disconnected");
            case REMOVED -> shutdown("removed");
            case IDLE -> shutdown("timeout");
            case PROTOCOL_ERROR -> failure("protocol error");
            case INVALID_UTF8 -> failure("text message is not UTF-8");
            case TOO_BIG -> failure("message too big");
            case MALFORMED -> failure("undecodable message");
            case DRAINING -> DRAINING;
            case SLOW_CONSUMER -> shutdown("slow consumer");
            case UNFINISHED -> shutdown("unfinished message");
            case OVERLOADED -> shutdown("memory is short");
            case REPLACED -> shutdown("replaced");
            case LIMITED -> shutdown("rate limited");
            case INACTIVE -> INACTIVE;
            case TOKEN_EXPIRED -> shutdown("token expired");
            case REVOKED -> shutdown("token revoked");
        };
    }

    /** An ordinary end. */
    record Normal() implements StopReason {}

    /** An orderly end from outside, with a detail or none. */
    record Shutdown(@Nullable String detail) implements StopReason {}

    /** An end that the client sees as {@code phx_error}. */
    record Failure(String description, @Nullable Throwable cause) implements StopReason {}
}
