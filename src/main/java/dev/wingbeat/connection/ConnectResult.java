package dev.wingbeat.connection;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link UserSocket#connect} decides. */
public sealed interface ConnectResult {

    /** Accepts with nothing assigned. */
    static ConnectResult accept() {
        return new Accepted(Map.of());
    }

    /** Accepts; the assigns are copied into every channel of the connection. */
    static ConnectResult accept(Map<String, Object> assigns) {
        return new Accepted(assigns);
    }

    /** Refuses: HTTP 403 with an empty body. */
    static ConnectResult refuse() {
        return new Refused(null);
    }

    /** Refuses with a reason, which the mount's error handler turns into an HTTP answer, by default 403. */
    static ConnectResult refuse(String reason) {
        return new Refused(reason);
    }

    /** Decides later, for instance after asking another service. A failed future answers HTTP 500. */
    static ConnectResult async(Future<? extends ConnectResult> future) {
        return new Pending(future);
    }

    /** Accepted. */
    record Accepted(Map<String, Object> assigns) implements ConnectResult {
        /** Copies the assigns. */
        public Accepted {
            assigns = Map.copyOf(assigns);
        }
    }

    /** Refused, with a reason or none. */
    record Refused(@Nullable String reason) implements ConnectResult {}

    /** Not decided yet. */
    record Pending(Future<? extends ConnectResult> future) implements ConnectResult {
        /** Checks that there is a future. */
        public Pending {
            requireNonNull(future, "future: null (expected: one of a ConnectResult)");
        }
    }
}
