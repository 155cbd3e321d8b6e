package dev.wingbeat.channel;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.PayloadException;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * The decision of a callback of a {@link Channel}.
 *
 * <p>What an argument means does not depend on its type: {@code ok} and {@code errorResponse} take the response itself, any JSON
 * value (see {@link Payload#of(Object)}) or binary, sent as it is; {@code error} takes the reason, sent as {@code {"reason": …}}.
 * The results of joins follow the same rule. A {@link PayloadException} is such a reason too, but nothing is sent of it to a client
 * that awaits no reply.
 */
public sealed interface HandleResult {

    /** Sends no reply. */
    static HandleResult noReply() {
        return NoReply.INSTANCE;
    }

    /** Replies {@code ok} with the response {@code {}}. */
    static Reply ok() {
        return new Reply("ok", Payload.EMPTY);
    }

    /** Replies {@code ok} with a response. */
    static Reply ok(@Nullable Object response) {
        return new Reply("ok", Payload.of(response));
    }

    /** Replies {@code error} with {@code {"reason": reason}}. */
    static Reply error(String reason) {
        return new Reply("error", Payload.of("reason", reason));
    }

    /**
     * Replies {@code error} with {@code {"reason":"bad_payload","path":…,"expected":…}}: the client can see what it got wrong. A
     * client that awaits no reply gets none; the log has a line, at most one in ten seconds.
     */
    static HandleResult error(PayloadException bad) {
        return new BadPayload(bad);
    }

    /** Replies {@code error} with a response. */
    static Reply errorResponse(@Nullable Object response) {
        return reply("error", response);
    }

    /** Replies with a status, by convention {@code ok} or {@code error}, and a response. */
    static Reply reply(String status, @Nullable Object response) {
        return new Reply(status, Payload.of(response));
    }

    /** Ends the channel. */
    static HandleResult stop(StopReason reason) {
        return new Stop(reason, null);
    }

    /** Sends a reply, then ends the channel. */
    static HandleResult stop(StopReason reason, Reply reply) {
        return new Stop(reason, reply);
    }

    /** Reports that the channel has no handler for the event, which ends the channel with {@code phx_error}. */
    static HandleResult unknown(String event) {
        return new Unknown(event);
    }

    /** Reports that the channel does not handle a message: it is logged, nothing else happens. */
    static HandleResult ignored(Object message) {
        return new Ignored(message);
    }

    /** Decides later; later events of this channel wait. A failed future ends the channel like an exception. */
    static HandleResult async(Future<? extends HandleResult> future) {
        return new Pending(future);
    }

    /** No reply. */
    record NoReply() implements HandleResult {
        private static final NoReply INSTANCE = new NoReply();
    }

    /** A reply to the event; only {@link Channel#handleIn} may give one. */
    record Reply(String status, Payload response) implements HandleResult {

        /** Checks that there is something to send. */
        public Reply {
            requireNonNull(status, "status: null (expected: ok or error)");
            requireNonNull(response, "response: null (expected: a payload)");
        }
    }

    /** A payload that is not what the event asks for. */
    record BadPayload(PayloadException bad) implements HandleResult {

        /** Checks that there is one. */
        public BadPayload {
            requireNonNull(bad, "bad: null (expected: a PayloadException)");
        }
    }

    /** The end of the channel, after a reply or none. */
    record Stop(StopReason reason, @Nullable Reply reply) implements HandleResult {

        /** Checks that there is a reason. */
        public Stop {
            requireNonNull(reason, "reason: null (expected: a StopReason)");
        }
    }

    /** No handler for the event. */
    record Unknown(String event) implements HandleResult {

        /** Checks that there is an event. */
        public Unknown {
            requireNonNull(event, "event: null (expected: that of handleIn)");
        }
    }

    /** No interest in the message. */
    record Ignored(Object message) implements HandleResult {}

    /** Not decided yet. */
    record Pending(Future<? extends HandleResult> future) implements HandleResult {

        /** Checks that there is a future. */
        public Pending {
            requireNonNull(future, "future: null (expected: one of a HandleResult)");
        }
    }
}
