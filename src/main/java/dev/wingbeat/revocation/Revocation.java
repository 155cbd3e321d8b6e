package dev.wingbeat.revocation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.wingbeat.limit.AddressBlocks;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A revocation, which is kept until a time. The tokens that it revokes should have expired by then.
 *
 * @param kind the kind of the name
 * @param name a {@code jti}, a subject, of at most 512 bytes, or an address: of IPv6 the network, as {@code 2001:db8:0:0:0:0:0:0/64}
 * @param issuedBefore the tokens of the subject that were issued before this time, null for all of them
 * @param until the end of the revocation
 */
public record Revocation(Kind kind, String name, @Nullable Instant issuedBefore, Instant until) {

    private static final int MAX_NAME = 512;

    /** The kinds of what is revoked. */
    public enum Kind {
        /** One token, by its {@code jti}. */
        TOKEN,
        /** The tokens of a subject. */
        SUBJECT,
        /** Clients of an address, or of a network of 64 bits of IPv6, whatever tokens they have. */
        ADDRESS
    }

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a name that is empty or too long, or a time of issue for anything but a subject
     */
    public Revocation {
        requireNonNull(kind, "kind: null (expected: a Kind)");
        requireNonNull(until, "until: null (expected: a time)");
        int length =
                requireNonNull(name, "name: null (expected: a jti or subject)").getBytes(UTF_8).length;
        if (length == 0 || length > MAX_NAME) {
            throw new IllegalArgumentException("name: " + length + " bytes (expected: 1 to " + MAX_NAME + ")");
        }
        if (kind != Kind.SUBJECT && issuedBefore != null) {
            throw new IllegalArgumentException("issuedBefore: " + issuedBefore + " (expected: null but for a subject)");
        }
        if (kind == Kind.ADDRESS) {
            name = address(name);
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

    /**
     * Keeps away the clients of an address; of IPv6, those of its network of 64 bits.
     *
     * @throws IllegalArgumentException for a text that is no address
     */
    public static Revocation ofAddress(String address, Instant until) {
        return new Revocation(Kind.ADDRESS, address, null, until);
    }

    /** Returns what is blocked with an address. */
    static String address(String text) {
        String name = AddressBlocks.nameOf(text);
        if (name == null) {
            throw new IllegalArgumentException("address: " + text + " (expected: such as 192.0.2.7, or 2001:db8::7)");
        }
        return name;
    }

    /** Returns whether it is a block, which can be lifted. */
    boolean isBlock() {
        return kind != Kind.TOKEN && issuedBefore == null;
    }
}
