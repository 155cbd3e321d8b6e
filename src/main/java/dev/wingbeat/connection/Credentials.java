package dev.wingbeat.connection;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that a client was let in by, as far as they matter later: whose they are, when they end, and the names by
 * which they can be revoked. All times are those of the wall clock.
 *
 * @param subject the identity of the client, such as the claim {@code sub} of a token; null for somebody without a name, whom
 *     nothing can revoke by it
 * @param jti the name of the token itself, null when it has none
 * @param issuedAt when it was issued, null when it does not say: then the connection counts from its own beginning
 * @param expiresAt when it ends, null for never
 */
public record Credentials(
        @Nullable String subject,
        @Nullable String jti,
        @Nullable Instant issuedAt,
        @Nullable Instant expiresAt) {

    /**
     * Checks the names.
     *
     * @throws IllegalArgumentException for an empty name
     */
    public Credentials {
        named("subject", subject);
        named("jti", jti);
    }

    /** Makes credentials of a subject that never end. */
    public static Credentials of(String subject) {
        return new Credentials(subject, null, null, null);
    }

    private static void named(String what, @Nullable String name) {
        if (name != null && name.isEmpty()) {
            throw new IllegalArgumentException(what + ": empty (expected: a name, or null)");
        }
    }

    /** Returns the times only: names are the client's own business. */
    @Override
    public String toString() {
        return "Credentials[issuedAt=" + issuedAt + ", expiresAt=" + expiresAt + "]";
    }
}
