package dev.wingbeat.json;

/**
 * Signals bytes that are not JSON, or beyond its limits: the text says what is wrong and at which byte, and never shows more
 * than that byte. Without a stack trace: the fault is the client's.
 *
 * <p>Internal seam.
 */
public final class JsonSyntaxException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private JsonSyntaxException(String message) {
        super(message, null, false, false);
    }

    static JsonSyntaxException at(int index, String found, String expected) {
        return new JsonSyntaxException("byte " + index + ": " + found + " (expected: " + expected + ")");
    }

    /** Signals what is found at an index, if anything is. */
    static JsonSyntaxException at(byte[] bytes, int index, String expected) {
        return at(index, index < bytes.length ? "0x%02x".formatted(bytes[index]) : "end of message", expected);
    }
}
