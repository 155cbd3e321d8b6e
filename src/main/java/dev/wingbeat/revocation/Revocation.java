package dev.wingbeat.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is revoked until a time, after which it counts no more: what it has revoked should have ended by itself then.
 *
 * @param kind what the name is one of
 * @param name a {@code jti}, or a subject, of at most 512 bytes
 * @param issuedBefore the tokens of the subject that were issued before this time, null for all of them
 * @param until the end of the revocation
 */
public record Revocation(Kind kind, String name, @Nullable Instant issuedBefore, Instant until) {

    private static final int MAX_NAME = 512;

    /** What is revoked by its name. */
    public enum Kind {
        /** One token, by its {@code jti}. */
        TOKEN,
        /** The tokens of a subject. */
        SUBJECT
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a name that is empty or too long, or a time of issue for a single token
     */
    public Revocation {
        requireNonNull(kind, "kind: null (expected: a Kind)");
        requireNonNull(until, "until: null (expected: a time)");
        int length =
                requireNonNull(name, "name: null (expected: a jti or subject)").getBytes(UTF_8).length;
        if (length == 0 || length > MAX_NAME) {
            throw new IllegalArgumentException("name: " + length + " bytes (expected: 1 to " + MAX_NAME + ")");
        }
        if (kind == Kind.TOKEN && issuedBefore != null) {
            throw new IllegalArgumentException("issuedBefore: " + issuedBefore + " (expected: null for a token)");
        }
    }

    /** Revokes one token. */
    public static Revocation ofToken(String jti, Instant until) {
        return new Revocation(Kind.TOKEN, jti, null, until);
    }

    /** Revokes the tokens of a subject that were issued before a time. */
    public static Revocation ofTokensBefore(String subject, Instant issuedBefore, Instant until) {
        return new Revocation(
                Kind.SUBJECT, subject, requireNonNull(issuedBefore, "issuedBefore: null (expected: a time)"), until);
    }

    /** Revokes whatever tokens a subject has. */
    public static Revocation ofSubject(String subject, Instant until) {
        return new Revocation(Kind.SUBJECT, subject, null, until);
    }
}
