package dev.wingbeat.tracker;

import dev.wingbeat.protocol.WingbeatException;

/** Signals that an owner tracks what it has tracked before, same topic and same key: to change the meta, update it. */
public final class AlreadyTrackedException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    /** Makes one, and says whose. */
    public AlreadyTrackedException(Object owner, String topic, String key) {
        super("already_tracked: key " + key + " in " + topic + " by " + owner + " (expected: once)");
    }
}
