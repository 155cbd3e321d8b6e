package dev.wingbeat.client;

import java.time.Duration;

/** Signals that there was no reply in time. Whether the server has handled the message is not known. */
public final class TimedOutException extends ClientException {

    private static final long serialVersionUID = 1L;

    TimedOutException(String what, Duration timeout) {
        super(what + ": no reply within " + timeout.toMillis() + " ms");
    }
}
