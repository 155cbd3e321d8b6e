package dev.wingbeat.jwt;

import java.util.Locale;

/** The reason for refusing a token. Logs and metrics show its {@link #code}, never the token. */
public enum JwtRefusal {
    /** There is no token. */
    MISSING,
    /** Longer than 8,192 characters. */
    TOO_LARGE,
    /** No signed token, or one whose header or claims are not what they must be. */
    MALFORMED,
    /** Signed by an algorithm that is not allowed, or that is not the one of its key. */
    ALGORITHM,
    /** Signed with a key that is not known. */
    UNKNOWN_KEY,
    /** The signature is wrong. */
    SIGNATURE,
    /** It has expired. */
    EXPIRED,
    /** It has no {@code exp}, although that is required. */
    NO_EXPIRY,
    /** It is not valid yet: {@code nbf} or {@code iat} is in the future. */
    NOT_YET,
    /** It has no {@code sub}, although that is required. */
    NO_SUBJECT,
    /** Its issuer is not accepted. */
    ISSUER,
    /** Its audience is not accepted. */
    AUDIENCE,
    /** Made for another purpose: a token for one topic in the place of a token for a connection. */
    PURPOSE,
    /** It could not be verified now: the keys cannot be had, or too many tokens wait. */
    UNAVAILABLE;

    /** Returns the reason in lower case, such as {@code unknown_key}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
