package dev.wingbeat.tracker;

import dev.wingbeat.protocol.WingbeatException;

/** Signals that a presence was not tracked, or not updated. A channel can answer its {@link #reason}. */
public final class TrackingException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    private TrackingException(String reason, String message) {
        this(reason, message, true);
    }

    private TrackingException(String reason, String message, boolean writableStackTrace) {
        super(message, null, writableStackTrace);
        this.reason = reason;
    }

    /** Makes one for an owner that tracks the key in the topic already: to change the meta, update it. */
    public static TrackingException alreadyTracked(Object owner, String topic, String key) {
        return new TrackingException(
                "already_tracked", "already_tracked: " + who(owner, topic, key) + " (expected: once)");
    }

    /** Makes one for an owner that does not track the key in the topic. */
    public static TrackingException notTracked(Object owner, String topic, String key) {
        return new TrackingException(
                "nopresence", "nopresence: " + who(owner, topic, key) + " (expected: to be tracked)");
    }

    /** Makes one for an owner that has ended: what it tracked now would never leave. Clients that come and go cause many. */
    static TrackingException ownerEnded(Object owner, String topic, String key) {
        return new TrackingException("ended", who(owner, topic, key) + ", which has ended (expected: to live)", false);
    }

    private static String who(Object owner, String topic, String key) {
        return "key " + key + " in " + topic + " by " + owner;
    }

    /** Returns the reason: {@code already_tracked} or {@code nopresence}, as Phoenix has them, or {@code ended}. */
    public String reason() {
        return reason;
    }
}
