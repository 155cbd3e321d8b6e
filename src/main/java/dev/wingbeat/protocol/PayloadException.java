package dev.wingbeat.protocol;

import org.jspecify.annotations.Nullable;

/** Signals a payload that is not what its reader asked for: the text names the type and the problem. */
public final class PayloadException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    PayloadException(String message) {
        super(message);
    }

    PayloadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
