package dev.wingbeat.channel;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.PayloadException;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** What {@link Channel#join} decides: accepted or refused, each with a response for the client, or a future of one. */
public sealed interface JoinResult {

    /** Accepts with the response {@code {}}. */
    static JoinResult ok() {
        return new Accepted(Payload.EMPTY);
    }

    /** Accepts with a response: any JSON value (see {@link Payload#of(Object)}), or binary. */
    static JoinResult ok(@Nullable Object response) {
        return new Accepted(Payload.of(response));
    }

    /** Refuses with {@code {"reason": reason}}. */
    static JoinResult error(String reason) {
        return new Refused(Payload.of("reason", reason));
    }

    /** Refuses with {@code {"reason":"bad_payload","path":…,"expected":…}}: the client can see what it got wrong. */
    static JoinResult error(PayloadException bad) {
        return new Refused(bad.response());
    }

    /** Refuses with a response: any JSON value. */
    static JoinResult error(@Nullable Object response) {
        return new Refused(Payload.of(response));
    }

    /** Decides later. A failed future counts as a crash of the join. */
    static JoinResult async(Future<JoinResult> future) {
        return new Pending(future);
    }

    /** Accepted. */
    record Accepted(Payload response) implements JoinResult {}

    /** Refused. */
    record Refused(Payload response) implements JoinResult {}

    /** Not decided yet. */
    record Pending(Future<JoinResult> future) implements JoinResult {

        /** Checks that there is a future. */
        public Pending {
            requireNonNull(future, "future: null (expected: one of a JoinResult)");
        }
    }
}
