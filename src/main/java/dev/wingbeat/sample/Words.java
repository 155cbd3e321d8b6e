package dev.wingbeat.sample;

import org.jspecify.annotations.Nullable;

/** The rules for names and texts of clients. */
final class Words {

    /** Longest name of a user, a room or a clan, in UTF-16 units. */
    private static final int MAX_NAME = 64;

    /** Longest text that one user may send another or a clan. */
    private static final int MAX_BODY = 4_000;

    private static final String NAME = "a name of 1 to " + MAX_NAME + " characters, none of them a control character";

    private static final int MAX_QUOTED = 40;

    private Words() {}

    /** Returns whether a text is a name: not blank, not too long, and without control characters. */
    static boolean isName(String text) {
        return !text.isBlank() && text.length() <= MAX_NAME && text.chars().noneMatch(Character::isISOControl);
    }

    /** Returns what is said of a text that is no name. */
    static String noName(String key, String text) {
        return key + ": " + quoted(text) + " (expected: " + NAME + ")";
    }

    /** Checks a name in a payload, and returns it. */
    static String name(String key, String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException(key + ": " + NAME);
        }
        return text;
    }

    /** Checks the text in a payload. */
    static void body(String text) {
        if (text.isBlank() || text.length() > MAX_BODY) {
            throw new IllegalArgumentException("body: text of 1 to " + MAX_BODY + " characters");
        }
    }

    /** Returns a value as it may stand in an answer: shortened, and without control characters. */
    static String quoted(@Nullable Object value) {
        String text = value == null ? "missing" : String.valueOf(value);
        String start = text.length() <= MAX_QUOTED ? text : text.substring(0, MAX_QUOTED) + "…";
        return start.isBlank() ? "empty" : start.replaceAll("\\p{Cntrl}", "\uFFFD");
    }
}
