package dev.wingbeat.load;

import dev.wingbeat.protocol.WingbeatException;
import org.jspecify.annotations.Nullable;

/** Signals that a load test cannot be done at all. Internal seam. */
public final class LoadException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    /** Makes one that says what is wrong. */
    public LoadException(String message) {
        super(message);
    }

    /** Makes one that says what is wrong, and why. */
    public LoadException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
