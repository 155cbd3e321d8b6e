package dev.wingbeat.limit;

import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Ref;
import org.jspecify.annotations.Nullable;

/**
 * The longest names that a client may choose: topics, events and refs. A channel keeps them as long as it lives, so they are
 * not left to the size of a message. Internal seam.
 *
 * @param maxBytes the most bytes of UTF-8
 */
public record NameLimit(int maxBytes) {

    /** The least that may be set: the protocol's own names fit. */
    public static final int MIN = 64;

    /** The most that may be set. */
    public static final int MAX = 4096;

    /** As much as a binary message of protocol 2.0.0 can express. */
    public static final int DEFAULT = 255;

    /**
     * Checks the value.
     *
     * @throws IllegalArgumentException for a value out of range
     */
    public NameLimit {
        if (maxBytes < MIN || maxBytes > MAX) {
            throw new IllegalArgumentException("maxNameSize: " + maxBytes + " (expected: " + MIN + " to " + MAX + ")");
        }
    }

    /** Returns which name of a message is too long, null when none is; {@code ref} first, since it carries the answer. */
    public @Nullable String tooLong(Message message) {
        if (isTooLong(message.ref())) {
            return "ref";
        }
        if (isTooLong(message.joinRef())) {
            return "join_ref";
        }
        if (isTooLong(message.topic())) {
            return "topic";
        }
        return isTooLong(message.event()) ? "event" : null;
    }

    private boolean isTooLong(@Nullable Ref ref) {
        return ref != null && ref.json().length() > maxBytes / 3 && isTooLong(ref.text());
    }

    private boolean isTooLong(String name) {
        return name.length() > maxBytes / 3 && (name.length() > maxBytes || utf8Length(name) > maxBytes);
    }

    private static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3; // a pair of surrogates is 4 bytes
        }
        return length;
    }
}
