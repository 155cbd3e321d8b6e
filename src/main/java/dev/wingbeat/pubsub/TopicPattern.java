package dev.wingbeat.pubsub;

/**
 * Matches topics: exactly, or by a prefix when the pattern ends in {@code *} (the rest may be empty). Internal seam.
 *
 * @param prefix the topic, or its beginning
 * @param wildcard whether anything may follow
 */
public record TopicPattern(String prefix, boolean wildcard) {

    /** Parses {@code room:lobby} or {@code room:*}. */
    public static TopicPattern parse(String pattern) {
        int star = pattern.indexOf('*');
        if (star >= 0 && star != pattern.length() - 1) {
            throw new IllegalArgumentException(
                    "topic pattern: " + pattern + " (expected: * only as the last character)");
        }
        return star < 0 ? new TopicPattern(pattern, false) : new TopicPattern(pattern.substring(0, star), true);
    }

    /** Returns whether a topic matches. */
    public boolean matches(String topic) {
        return wildcard ? topic.startsWith(prefix) : topic.equals(prefix);
    }

    @Override
    public String toString() {
        return wildcard ? prefix + '*' : prefix;
    }
}
