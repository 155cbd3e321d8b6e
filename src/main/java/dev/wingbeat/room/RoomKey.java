package dev.wingbeat.room;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The name of a room. Internal seam. */
public record RoomKey(String kind, String id) {

    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9_]{0,31}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /** Returns the key of a topic, null unless it can be one of the kind. */
    public static @Nullable RoomKey of(String kind, String topic) {
        String id = topic.startsWith(kind + ':') ? topic.substring(kind.length() + 1) : "";
        return ID.matcher(id).matches() ? new RoomKey(kind, id) : null;
    }

    /**
     * Checks the name of a kind.
     *
     * @throws IllegalArgumentException for other letters, or too many, and for {@code lobby}, as the topics of lobbies begin
     */
    public static void checkKind(String kind) {
        if (!KIND.matcher(kind).matches()) {
            throw new IllegalArgumentException("kind: " + kind + " (expected: " + KIND + ")");
        }
        if (kind.equals("lobby")) {
            throw new IllegalArgumentException(
                    "kind: lobby (expected: another name, since lobby:match is that of matches)");
        }
    }

    /**
     * Checks an id.
     *
     * @throws IllegalArgumentException for other letters, or too many
     */
    public static void checkId(String id) {
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("id: " + id + " (expected: " + ID + ")");
        }
    }

    /** Returns the topic that players join. */
    public String topic() {
        return kind + ':' + id;
    }

    @Override
    public String toString() {
        return topic();
    }
}
