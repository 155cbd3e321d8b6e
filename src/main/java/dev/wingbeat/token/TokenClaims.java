package dev.wingbeat.token;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a {@link PhoenixToken}.
 *
 * @param data what was signed
 * @param signedAt milliseconds since 1970
 * @param maxAgeMillis how long it is good for; {@link #INFINITY} for ever
 */
record TokenClaims(@Nullable Object data, long signedAt, long maxAgeMillis) {

    static final long INFINITY = Long.MAX_VALUE;

    private static final Atom FOREVER = new Atom("infinity");
    private static final long DEFAULT_MAX_AGE_MILLIS = 86_400_000;
    private static final double MILLIS_PER_SECOND = 1_000;

    /** Returns the term that Plug.Crypto 2 signs. */
    Tuple term() {
        return Tuple.of(data, signedAt, maxAgeMillis == INFINITY ? FOREVER : seconds(maxAgeMillis));
    }

    /** Reads the term of this version and of the two before it; null when it is of none. */
    static @Nullable TokenClaims of(@Nullable Object term) {
        return switch (term) {
            case Tuple(var elements)
            when elements.size() == 3 -> of(elements.get(0), elements.get(1), millis(elements.get(2)));
            case Tuple(var elements)
            when elements.size() == 2 -> of(elements.get(0), elements.get(1), DEFAULT_MAX_AGE_MILLIS);
            case Map<?, ?> map
            when map.containsKey(new Atom("data")) ->
                of(map.get(new Atom("data")), map.get(new Atom("signed")), DEFAULT_MAX_AGE_MILLIS);
            case null, default -> null;
        };
    }

    private static @Nullable TokenClaims of(
            @Nullable Object data, @Nullable Object signedAt, @Nullable Long maxAgeMillis) {
        return signedAt instanceof Long millis && maxAgeMillis != null
                ? new TokenClaims(data, millis, maxAgeMillis)
                : null;
    }

    private static Number seconds(long millis) {
        return millis % 1_000 == 0 ? (Number) (millis / 1_000) : (Number) (millis / MILLIS_PER_SECOND);
    }

    private static @Nullable Long millis(@Nullable Object maxAge) {
        return switch (maxAge) {
            case Long seconds -> saturated(seconds * MILLIS_PER_SECOND);
            case Double seconds -> saturated(seconds * MILLIS_PER_SECOND);
            case Atom atom when atom.equals(FOREVER) -> (Long) INFINITY;
            case null, default -> null;
        };
    }

    /** Cuts off what is less than a millisecond, and what a long cannot hold. */
    private static Long saturated(double millis) {
        return (long) millis;
    }
}
