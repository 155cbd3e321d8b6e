package dev.wingbeat.client;

/** Signals that too much waits for a channel to be joined; the message was not sent. */
public final class OverflowException extends ClientException {

    private static final long serialVersionUID = 1L;

    OverflowException(String message) {
        super(message);
    }
}
