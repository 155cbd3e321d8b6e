package dev.wingbeat.protocol;

import org.jspecify.annotations.Nullable;

/** Signals a failure that Wingbeat itself detected; every exception type of Wingbeat extends it. */
public class WingbeatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Creates an exception with a text that names the bad value and what was expected. */
    public WingbeatException(String message) {
        super(message);
    }

    /** Creates an exception caused by another one. */
    public WingbeatException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Creates an exception with or without a stack trace: without, for failures that a client can provoke at will. */
    protected WingbeatException(String message, @Nullable Throwable cause, boolean writableStackTrace) {
        super(message, cause, false, writableStackTrace);
    }
}
