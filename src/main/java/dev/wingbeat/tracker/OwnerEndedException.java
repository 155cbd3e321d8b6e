package dev.wingbeat.tracker;

import dev.wingbeat.protocol.WingbeatException;

/** Signals that something was to be tracked for an owner that had ended by then: it would never leave. */
public final class OwnerEndedException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    OwnerEndedException(Owner owner, String topic, String key) {
        super("key " + key + " in " + topic + " by " + owner + ", which has ended (expected: to live)");
    }
}
