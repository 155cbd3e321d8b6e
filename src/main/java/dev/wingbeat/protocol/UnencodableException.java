package dev.wingbeat.protocol;

/**
 * Signals a message that has no form in the client's serializer: the text says which part, and why. Without a stack trace:
 * clients cause it by what they send, and by the version they speak.
 *
 * <p>Internal seam.
 */
public final class UnencodableException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    UnencodableException(String message) {
        super(message, null, false);
    }
}
