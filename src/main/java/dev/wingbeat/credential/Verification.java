package dev.wingbeat.credential;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.Credentials;
import org.jspecify.annotations.Nullable;

/** What a {@link TokenVerifier} says of a token. */
public sealed interface Verification {

    /** The token is good for connections. */
    static Verification verified(Assigns assigns, Credentials credentials) {
        return new Verified(assigns, credentials, null);
    }

    /**
     * The token is good for a topic, and for nothing else.
     *
     * @param topic an exact topic, or a prefix followed by {@code *}
     */
    static Verification verified(Assigns assigns, Credentials credentials, String topic) {
        return new Verified(assigns, credentials, requireNonNull(topic, "topic: null (expected: a topic)"));
    }

    /** The token is not good. */
    static Verification refused(Reason reason) {
        return new Refused(reason);
    }

    /**
     * Good.
     *
     * @param assigns what the connection, or the channel of the topic, is assigned
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

    /** Not good. */
    record Refused(Reason reason) implements Verification {
        /** Checks that there is a reason. */
        public Refused {
            requireNonNull(reason, "reason: null (expected: a Reason)");
        }
    }

    /** Why a token is not good. */
    enum Reason {
        /** No token, not signed by whom it should be, not for here. */
        INVALID("token_invalid"),
        /** It was good, and has ended. */
        EXPIRED("token_expired"),
        /** It would be good, had it not been revoked. */
        REVOKED("token_revoked"),
        /** Whether it is good cannot be told now. */
        UNAVAILABLE("unavailable");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** Returns what clients are told. */
        public String code() {
            return code;
        }
    }
}
