package dev.wingbeat.jwt;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The algorithms of tokens that can be verified, and the kind of key that each one takes. */
enum Algorithm {
    HS256("HS256", KeyKind.SECRET),
    HS384("HS384", KeyKind.SECRET),
    HS512("HS512", KeyKind.SECRET),
    RS256("RS256", KeyKind.RSA),
    RS384("RS384", KeyKind.RSA),
    RS512("RS512", KeyKind.RSA),
    PS256("PS256", KeyKind.RSA),
    PS384("PS384", KeyKind.RSA),
    PS512("PS512", KeyKind.RSA),
    ES256("ES256", KeyKind.P_256),
    ES384("ES384", KeyKind.P_384),
    ES512("ES512", KeyKind.P_521),
    EDDSA("EdDSA", KeyKind.ED25519),
    /** The same as EdDSA, by its newer name (RFC 9864). */
    ED25519("Ed25519", KeyKind.ED25519);

    /** A kind of key; a key verifies by the algorithms of its kind and no others. */
    enum KeyKind {
        SECRET,
        RSA,
        P_256,
        P_384,
        P_521,
        ED25519
    }

    private final String text;
    private final KeyKind kind;

    Algorithm(String text, KeyKind kind) {
        this.text = text;
        this.kind = kind;
    }

    /** Returns the name in the header of a token. */
    String text() {
        return text;
    }

    KeyKind kind() {
        return kind;
    }

    /** Returns the algorithm of a name, null for one that is not known, {@code none} above all. */
    static @Nullable Algorithm of(@Nullable String text) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.text.equals(text))
                .findFirst()
                .orElse(null);
    }

    /** Returns the algorithms of some kinds of keys. */
    static Set<Algorithm> of(Set<KeyKind> kinds) {
        return Arrays.stream(values())
                .filter(algorithm -> kinds.contains(algorithm.kind))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Algorithm.class)));
    }

    /** Returns all names. */
    static String names() {
        return Arrays.stream(values()).map(Algorithm::text).collect(Collectors.joining(", "));
    }
}
