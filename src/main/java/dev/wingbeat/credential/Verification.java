package dev.wingbeat.credential;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.Credentials;
import org.jspecify.annotations.Nullable;

/** The verdict of a {@link TokenVerifier} on a token. */
public sealed interface Verification {

    /** Accepts a token for connections. */
    static Verification verified(Assigns assigns, Credentials credentials) {
        return new Verified(assigns, credentials, null);
    }

    /**
     * Accepts a token for a topic, and for nothing else.
     *
     * @param topic an exact topic, or a prefix followed by {@code *}
     */
    static Verification verified(Assigns assigns, Credentials credentials, String topic) {
        return new Verified(assigns, credentials, requireNonNull(topic, "topic: null (expected: a topic)"));
    }

    /** Refuses a token. */
    static Verification refused(Reason reason) {
        return new Refused(reason);
    }

    /**
     * Good.
     *
     * @param assigns the values that the connection, or the channel of the topic, is assigned
     * @param topic the topics that it is good for, null when it is one for connections: neither is taken in the other's place
     */
    record Verified(
            Assigns assigns,
            Credentials credentials,
            @Nullable String topic) implements Verification {
        /** Checks that there are assigns and credentials. */
        public Verified {
            requireNonNull(assigns, "assigns: null (expected: Assigns)");
            requireNonNull(credentials, "credentials: null (expected: Credentials)");
        }
    }

    /** Refused. */
    record Refused(Reason reason) implements Verification {
        /** Checks that there is a reason. */
        public Refused {
            requireNonNull(reason, "reason: null (expected: a Reason)");
        }
    }

    /** The reason for refusing a token. */
    enum Reason {
        /** No token, not signed by whom it should be, not for here. */
        INVALID("token_invalid"),
        /** It was good, and has ended. */
        EXPIRED("token_expired"),
        /** It would be good, had it not been revoked. */
        REVOKED("token_revoked"),
        /** It cannot be verified now. */
        UNAVAILABLE("unavailable");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** Returns the code that clients are told. */
        public String code() {
            return code;
        }
    }
}
