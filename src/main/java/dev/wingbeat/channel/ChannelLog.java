package dev.wingbeat.channel;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.PayloadException;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.UnencodableException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The log lines of failing channels. Clients can cause all of them, so each kind is one line in ten seconds; only what is
 * the application's own fault has a stack trace.
 */
final class ChannelLog {

    private static final System.Logger LOGGER = System.getLogger(ChannelServer.class.getName());
    private static final RateLimitedLog BAD_PAYLOAD = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog UNENCODABLE = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog MAILBOX_FULL = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog LATE = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog JOIN_CRASHED = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog CRASHED = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog TERMINATE_CRASHED = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog UNREFUSABLE = new RateLimitedLog(LOGGER, ERROR);
    private static final RateLimitedLog STOPPED = new RateLimitedLog(LOGGER, WARNING);

    private static final System.Logger SOCKETS = System.getLogger(SocketServer.class.getName());

    private static final RateLimitedLog MALFORMED = new RateLimitedLog(SOCKETS, WARNING);
    private static final RateLimitedLog NO_ROUTE = new RateLimitedLog(SOCKETS, WARNING);
    private static final RateLimitedLog TOO_LONG = new RateLimitedLog(SOCKETS, WARNING);
    private static final RateLimitedLog NO_HANDLER = new RateLimitedLog(SOCKETS, WARNING);

    private ChannelLog() {}

    /** A join ended by an exception. */
    static void joinCrashed(JoinRefs refs, Throwable cause) {
        log(JOIN_CRASHED, "join of " + refs.label(), cause, "JoinResult.error(e) answers it");
    }

    /** A channel ended by an exception, in the course of an event of its client or of something else. */
    static void crashed(JoinRefs refs, @Nullable Message handling, Throwable cause) {
        log(
                CRASHED,
                handling == null ? refs.label() : where(refs, handling),
                cause,
                "HandleResult.error(e) answers it");
    }

    /** An event of a client that cannot be told so has a payload that does not fit. */
    static void badPayload(JoinRefs refs, Message handling, PayloadException bad) {
        BAD_PAYLOAD.log(() -> where(refs, handling) + ": " + bad.getMessage());
    }

    private static String where(JoinRefs refs, Message handling) {
        return "event " + LogText.of(handling.event()) + " on " + refs.label();
    }

    private static void log(RateLimitedLog crashed, String where, Throwable cause, String remedy) {
        switch (cause) {
            case PayloadException bad -> BAD_PAYLOAD.log(() -> where + ": " + bad.getMessage() + "; " + remedy);
            case UnencodableException unencodable -> UNENCODABLE.log(() -> where + ": " + unencodable.getMessage());
            case CallbackRunner.TimeoutException late -> LATE.log(() -> where + ": " + late.getMessage());
            case Mailbox.FullException full -> MAILBOX_FULL.log(() -> where + ": " + full.getMessage());
            default -> crashed.log(() -> where + " crashed", cause);
        }
    }

    /** A terminate ended by an exception, or a callback that went on when the channel ended, and that terminate waits for. */
    static void crashedAtTheEnd(JoinRefs refs, boolean terminateCalled, Throwable cause) {
        if (terminateCalled) {
            TERMINATE_CRASHED.log(() -> "terminate of " + refs.label() + " crashed", cause);
        } else if (cause instanceof CallbackRunner.TimeoutException) {
            crashed(refs, null, cause);
        } else {
            LOGGER.log(DEBUG, () -> "a last callback of " + refs.label() + " crashed", cause);
        }
    }

    /** A refusal could not be encoded. */
    static void unrefusable(JoinRefs refs, RuntimeException cause) {
        UNREFUSABLE.log(() -> "join of " + refs.label() + " cannot be refused as asked", cause);
    }

    /** The application has ended a channel as a failure. */
    static void stopped(JoinRefs refs, String description) {
        STOPPED.log(() -> refs.label() + " stops: " + LogText.of(description));
    }

    /** A message could not be decoded: the end of its connection. */
    static void malformed(SocketServer client, Exception cause) {
        MALFORMED.log(() -> "closing a connection" + suffix(client) + ": " + cause.getMessage());
    }

    /** A topic has no route. */
    static void noRoute(SocketServer client, String topic) {
        misbehaved(client, NO_ROUTE, () -> "no route for topic " + LogText.of(topic));
    }

    /** A name of a message is too long. */
    static void tooLong(SocketServer client, Message message, String what, int maxBytes) {
        misbehaved(
                client,
                TOO_LONG,
                () -> what + ": too long (expected: at most " + maxBytes + " bytes), in event "
                        + LogText.of(message.event()));
    }

    /** An event has no handler in its channel. */
    static void noHandler(SocketServer client, String event, String topic) {
        misbehaved(client, NO_HANDLER, () -> "no handler for event " + event + " on " + topic);
    }

    /** Notes what a client should not do, the first time only: the others have their turn in the log. */
    private static void misbehaved(SocketServer client, RateLimitedLog kind, Supplier<String> what) {
        if (client.isFirstMisdeed()) {
            kind.log(() -> what.get() + suffix(client));
        }
    }

    private static String suffix(SocketServer client) {
        String id = client.id();
        return id == null ? "" : " (" + LogText.of(id) + ")";
    }
}
