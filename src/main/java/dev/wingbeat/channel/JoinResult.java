package dev.wingbeat.channel;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.PayloadException;
import io.vertx.core.Future;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The decision of {@link Channel#join}: accepted or refused, each with a response for the client, or a future decision.
 *
 * <p>As for {@link HandleResult}, what an argument means does not depend on its type: {@code ok} and {@code errorResponse}
 * take the response itself, any JSON value (see {@link Payload#of(Object)}) or binary; {@code error} takes the reason.
 */
public sealed interface JoinResult {

    /** Accepts with the response {@code {}}. */
    static JoinResult ok() {
        return new Accepted(Payload.EMPTY);
    }

    /** Accepts with a response. */
    static JoinResult ok(@Nullable Object response) {
        return new Accepted(Payload.of(response));
    }

    /**
     * Accepts with the current state of the topic as response, so that the client misses no later change: it is subscribed first,
     * broadcasts from then on are held back, the state is computed and sent, then the broadcasts that were held.
     *
     * <p>The state is computed on the thread of callbacks, and may be any JSON value, or binary. Make a change first, then
     * broadcast it: so each change is in the state, or follows it, or both. Where it must not be applied twice, number the
     * changes in state and broadcasts, so that clients skip those they know.
     *
     * <pre>{@code
     * return JoinResult.state(() -> Map.of("version", board.version(), "fields", board.fields()));
     * }</pre>
     */
    @SuppressWarnings("FunctionalInterfaceClash") // of two that fit, the compiler takes the one that returns a future
    static JoinResult state(Callable<?> state) {
        requireNonNull(state, "state: null (expected: what makes one)");
        return new State(() -> Future.succeededFuture(Payload.of(state.call())));
    }

    /** Accepts with a state that comes later; a failed future counts as a crash of the join. */
    @SuppressWarnings("FunctionalInterfaceClash")
    static JoinResult state(Supplier<? extends Future<?>> state) {
        requireNonNull(state, "state: null (expected: what makes a future of one)");
        return new State(() ->
                requireNonNull(state.get(), "state: null (expected: a future)").map(Payload::of));
    }

    /** Refuses with {@code {"reason": reason}}. */
    static JoinResult error(String reason) {
        return new Refused(Payload.of("reason", reason));
    }

    /** Refuses with {@code {"reason":"bad_payload","path":…,"expected":…}}: the client can see what it got wrong. */
    static JoinResult error(PayloadException bad) {
        return new Refused(bad.response());
    }

    /** Refuses with a response. */
    static JoinResult errorResponse(@Nullable Object response) {
        return new Refused(Payload.of(response));
    }

    /** Decides later. A failed future counts as a crash of the join. */
    static JoinResult async(Future<? extends JoinResult> future) {
        return new Pending(future);
    }

    /** Accepted. */
    record Accepted(Payload response) implements JoinResult {}

    /** Accepted with a state, which is still to be made. */
    record State(Callable<Future<Payload>> state) implements JoinResult {}

    /** Refused. */
    record Refused(Payload response) implements JoinResult {}

    /** Not decided yet. */
    record Pending(Future<? extends JoinResult> future) implements JoinResult {

        /** Checks that there is a future. */
        public Pending {
            requireNonNull(future, "future: null (expected: one of a JoinResult)");
        }
    }
}
