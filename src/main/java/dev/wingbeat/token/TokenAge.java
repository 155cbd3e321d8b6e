package dev.wingbeat.token;

/**
 * Judges the age of a genuine token by wall clocks, which differ between nodes and are set forward and back. A token may be as
 * far ahead of this clock as it may be behind: who can date a token can sign one, so there is nothing to guard against but a
 * token that lives much longer than was meant.
 */
enum TokenAge {
    FRESH,
    EXPIRED,
    /** Signed further in the future than the token is good for. */
    FUTURE;

    /** The milliseconds by which even a token that is good for less may be ahead. */
    private static final long MIN_TOLERANCE = 10_000;

    /** Judges a token signed at a time and good for so many milliseconds, all times in milliseconds since 1970. */
    static TokenAge of(long signedAt, long now, long limit) {
        if (limit <= 0) {
            return EXPIRED;
        }
        if (signedAt > now) {
            long ahead = signedAt - now;
            return ahead < 0 || ahead > Math.max(limit, MIN_TOLERANCE) ? FUTURE : FRESH; // < 0: too far for a long
        }
        return signedAt < now - limit ? EXPIRED : FRESH;
    }
}
