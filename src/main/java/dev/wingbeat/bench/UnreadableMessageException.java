package dev.wingbeat.bench;

import dev.wingbeat.protocol.WingbeatException;

/** Signals a message from the server that is not one of its protocol. */
final class UnreadableMessageException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    UnreadableMessageException(int index, String expected) {
        super("byte " + index + " of a message from the server (expected: " + expected + ")");
    }
}
