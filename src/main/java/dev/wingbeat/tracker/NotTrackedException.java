package dev.wingbeat.tracker;

import dev.wingbeat.protocol.WingbeatException;

/** Signals that an owner updates what it does not track. */
public final class NotTrackedException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    /** Makes one, and says whose. */
    public NotTrackedException(Object owner, String topic, String key) {
        super("nopresence: key " + key + " in " + topic + " by " + owner + " (expected: to be tracked)");
    }
}
