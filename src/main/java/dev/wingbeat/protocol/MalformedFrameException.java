package dev.wingbeat.protocol;

/**
 * Signals a message from a client that cannot be decoded.
 *
 * <p>The text says what was wrong and at which byte, and never shows more of the message than that byte. There is no
 * stack trace: the fault is the client's.
 *
 * <p>Internal seam.
 */
public final class MalformedFrameException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    private final boolean utf8;

    private MalformedFrameException(String message, boolean utf8) {
        super(message, null, false);
        this.utf8 = utf8;
    }

    static MalformedFrameException of(String message) {
        return new MalformedFrameException(message, false);
    }

    static MalformedFrameException at(int index, String found, String expected) {
        return of("byte " + index + ": " + found + " (expected: " + expected + ")");
    }

    static MalformedFrameException notUtf8(int index) {
        return new MalformedFrameException("byte " + index + ": not UTF-8 (expected: UTF-8 as in RFC 3629)", true);
    }

    /** Returns whether the bytes are not UTF-8 (a text frame is then closed with 1007, not 1011). */
    public boolean utf8() {
        return utf8;
    }
}
