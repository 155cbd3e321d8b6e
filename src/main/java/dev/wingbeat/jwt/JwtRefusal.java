package dev.wingbeat.jwt;

import java.util.Locale;

/** Why a token was not accepted. Its {@link #code} is what logs and metrics tell; neither tells the token. */
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
    /** Its time is over. */
    EXPIRED,
    /** It has no {@code exp}, although that is required. */
    NO_EXPIRY,
    /** Its time has not come: {@code nbf} or {@code iat} is in the future. */
    NOT_YET,
    /** It says no subject, although that is required. */
    NO_SUBJECT,
    /** Made by somebody else. */
    ISSUER,
    /** Made for somebody else. */
    AUDIENCE,
    /** Made for another purpose: a token for one topic on the place of a token for a connection. */
    PURPOSE,
    /** It could not be verified now: the keys cannot be had, or too many tokens wait. */
    UNAVAILABLE;

    /** Returns the reason in lower case, such as {@code unknown_key}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
