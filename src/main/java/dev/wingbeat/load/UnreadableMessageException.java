package dev.wingbeat.load;

import dev.wingbeat.protocol.WingbeatException;

/** Signals a message from the server that is not one of its protocol. Internal seam. */
public final class UnreadableMessageException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    UnreadableMessageException(int index, String expected) {
        super("byte " + index + " of a message from the server (expected: " + expected + ")");
    }
}
