package dev.wingbeat.sample;

/** Signals what a client got wrong, in words for that client. Without a stack trace: any client can cause it at will. */
final class BadInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BadInputException(String text) {
        super(text, null, false, false);
    }

    /** Returns what is sent back. */
    String text() {
        return String.valueOf(getMessage());
    }
}
