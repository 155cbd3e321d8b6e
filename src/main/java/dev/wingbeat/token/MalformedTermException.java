package dev.wingbeat.token;

/** Bytes that are no term, or a term of a kind or size that no token has. */
final class MalformedTermException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedTermException(String message) {
        super(message, null, false, false);
    }
}
