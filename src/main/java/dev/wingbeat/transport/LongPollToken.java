package dev.wingbeat.transport;

import org.jspecify.annotations.Nullable;

/**
 * The content of a long-poll token whose signature has been checked: which server is meant, and on which node it lives.
 *
 * @param id the server's id, unique on its node
 * @param node the node's name
 */
record LongPollToken(String id, String node) {

    private static final char SEPARATOR = '@';

    /** Reads the text that was signed; null when it is of another form. */
    static @Nullable LongPollToken parse(String text) {
        int at = text.indexOf(SEPARATOR);
        return at < 0 ? null : new LongPollToken(text.substring(0, at), text.substring(at + 1));
    }

    /** Returns the text to be signed. */
    String text() {
        return id + SEPARATOR + node;
    }
}
