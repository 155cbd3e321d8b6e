package dev.wingbeat.room;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The decision of {@link Room#joinAttempt}. */
public sealed interface Admission {

    /** Gives the player a seat. */
    static Admission accept() {
        return Accepted.INSTANCE;
    }

    /** Refuses with {@code {"reason": reason}}. */
    static Admission refuse(String reason) {
        return new Refused(Payload.of("reason", reason));
    }

    /** Refuses with a response. */
    static Admission refuseWith(@Nullable Object response) {
        return new Refused(Payload.of(response));
    }

    /**
     * Decides later. The place is kept meanwhile, also for a player who joins again. A failed future refuses the join as an exception does.
     */
    static Admission later(Future<? extends Admission> future) {
        return new Pending(future);
    }

    /** Accepted. */
    record Accepted() implements Admission {
        private static final Accepted INSTANCE = new Accepted();
    }

    /** Refused. */
    record Refused(Payload response) implements Admission {}

    /** Not decided yet. */
    record Pending(Future<? extends Admission> future) implements Admission {

        /** Checks that there is a future. */
        public Pending {
            requireNonNull(future, "future: null (expected: one of an Admission)");
        }
    }
}
