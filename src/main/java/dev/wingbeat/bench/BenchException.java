package dev.wingbeat.bench;

import dev.wingbeat.protocol.WingbeatException;
import org.jspecify.annotations.Nullable;

/** Signals that a load test cannot be done at all. Internal seam. */
public final class BenchException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    BenchException(String message) {
        super(message);
    }

    BenchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
