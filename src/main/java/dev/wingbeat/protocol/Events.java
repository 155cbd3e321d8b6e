package dev.wingbeat.protocol;

import static java.util.Objects.requireNonNull;

/** The event and topic names that the protocol itself uses. Internal seam. */
public final class Events {

    /** Asks to join a topic. */
    public static final String PHX_JOIN = "phx_join";

    /** Asks to leave a topic. */
    public static final String PHX_LEAVE = "phx_leave";

    /** Answers a message of the client. */
    public static final String PHX_REPLY = "phx_reply";

    /** Tells the client that a channel ended in order. */
    public static final String PHX_CLOSE = "phx_close";

    /** Tells the client that a channel crashed. */
    public static final String PHX_ERROR = "phx_error";

    /** Keeps the connection alive; sent by the client on {@link #PHOENIX_TOPIC}. */
    public static final String HEARTBEAT = "heartbeat";

    /** The topic of the connection itself. */
    public static final String PHOENIX_TOPIC = "phoenix";

    /** Closes every connection with a socket id; broadcast on that id as topic. */
    public static final String DISCONNECT = "disconnect";

    /** Carries the full presence list. */
    public static final String PRESENCE_STATE = "presence_state";

    /** Carries a change of the presence list. */
    public static final String PRESENCE_DIFF = "presence_diff";

    /** Tells how many keys are present, where the list itself does not matter. */
    public static final String PRESENCE_COUNT = "presence_count";

    /** The prefix of the protocol's own events. */
    private static final String PROTOCOL = "phx_";

    /** The prefix of the events by which phoenix.js hands replies to those who wait for them. */
    private static final String CLIENT = "chan_reply_";

    private Events() {}

    /**
     * Returns an event that an application may send. Those of the protocol itself would end the channels of all members, or
     * answer what was not asked.
     *
     * @throws IllegalArgumentException for events that begin with {@code phx_} or {@code chan_reply_}
     */
    public static String sendable(String event) {
        requireNonNull(event, "event: null (expected: a name)");
        if (!isSendable(event)) {
            throw new IllegalArgumentException("event: " + LogText.of(event)
                    + " (expected: a name that does not begin with phx_ or chan_reply_, which are the protocol's)");
        }
        return event;
    }

    /** Returns whether an event is one of presence. */
    public static boolean isPresence(String event) {
        return event.equals(PRESENCE_DIFF) || event.equals(PRESENCE_STATE) || event.equals(PRESENCE_COUNT);
    }

    /** Returns whether an application may send an event. */
    public static boolean isSendable(String event) {
        return !event.startsWith(PROTOCOL) && !event.startsWith(CLIENT);
    }
}
