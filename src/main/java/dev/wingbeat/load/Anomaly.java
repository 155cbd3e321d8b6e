package dev.wingbeat.load;

import java.util.Locale;

/** An event that should not happen. Internal seam. */
public enum Anomaly {
    LOST("lost"),
    DUPLICATED("duplicated"),
    OUT_OF_ORDER("out of order"),
    CHANGED("changed payloads"),
    NOT_CONNECTED("could not connect"),
    REFUSED("refused upgrades and joins"),
    ENDED("connections ended by the server"),
    ERROR_REPLIES("error replies"),
    GAPS("patches of another version"),
    SEATS_LOST("seats lost"),
    ROOMS_LOST("rooms lost, counted by each player"),
    UNMATCHED("replies to nothing"),
    FOREIGN("messages of other topics"),
    UNREADABLE("unreadable messages"),
    CHANNEL_ENDED("channels ended by the server"),
    UNANSWERED("heartbeats without an answer"),
    TIMED_OUT("timeouts"),
    NOT_TAKEN("connections whose server does not read");

    private final String text;

    Anomaly(String text) {
        this.text = text;
    }

    /** Returns the word for people. */
    public String text() {
        return text;
    }

    /** Returns the word for programs. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
