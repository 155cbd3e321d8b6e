package dev.wingbeat.connection;

import static java.util.Objects.requireNonNull;

import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** The decision of {@link UserSocket#connect}. */
public sealed interface ConnectResult {

    /** Accepts with nothing assigned. */
    static ConnectResult accept() {
        return new Accepted(Assigns.NONE, null);
    }

    /** Accepts; the assigns are copied into every channel of the connection. */
    static ConnectResult accept(Assigns assigns) {
        return new Accepted(assigns, null);
    }

    /** Accepts with one value assigned. */
    static <T> ConnectResult accept(Assign<T> key, T value) {
        return new Accepted(Assigns.of(key, value), null);
    }

    /**
     * Accepts by credentials: the connection ends some time after they do, unless they are renewed, and as soon as they are
     * revoked.
     */
    static ConnectResult accept(Assigns assigns, Credentials credentials) {
        return new Accepted(assigns, requireNonNull(credentials, "credentials: null (expected: Credentials)"));
    }

    /** Refuses: HTTP 403 with an empty body. */
    static ConnectResult refuse() {
        return new Refused(null);
    }

    /** Refuses with a reason, which the mount's error handler turns into an HTTP answer, by default 403. */
    static ConnectResult refuse(String reason) {
        return new Refused(reason);
    }

    /** Cannot decide now, because what it would ask cannot be asked: HTTP 503. The client may come back. */
    static ConnectResult unavailable() {
        return new Unavailable();
    }

    /** Decides later, for instance after asking another service. A failed future answers HTTP 500. */
    static ConnectResult async(Future<? extends ConnectResult> future) {
        return new Pending(future);
    }

    /** Accepted, by credentials or without. */
    record Accepted(Assigns assigns, @Nullable Credentials credentials) implements ConnectResult {
        /** Checks that there are assigns. */
        public Accepted {
            requireNonNull(assigns, "assigns: null (expected: Assigns)");
        }
    }

    /** Refused, with a reason or none. */
    record Refused(@Nullable String reason) implements ConnectResult {}

    /** Not to be decided now. */
    record Unavailable() implements ConnectResult {}

    /** Not decided yet. */
    record Pending(Future<? extends ConnectResult> future) implements ConnectResult {
        /** Checks that there is a future. */
        public Pending {
            requireNonNull(future, "future: null (expected: one of a ConnectResult)");
        }
    }
}
