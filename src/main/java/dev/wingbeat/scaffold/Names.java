package dev.wingbeat.scaffold;

import java.util.Locale;
import java.util.regex.Pattern;
import javax.lang.model.SourceVersion;

/** The names that people may give, and those that are made of them. */
final class Names {

    /** A label of DNS, since services are called so, and short enough for what is added to it. */
    private static final Pattern PROJECT = Pattern.compile("[a-z](-?[a-z0-9]){0,39}");

    private static final Pattern PACKAGE = Pattern.compile("[a-z]\\w*(\\.[a-z]\\w*)*");
    private static final Pattern TYPE = Pattern.compile("[A-Z][A-Za-z0-9]{0,39}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9_-]{1,40}:\\*");

    private static final int MAX_KIND = 32;

    private Names() {}

    static String project(String name) {
        if (!PROJECT.matcher(name).matches()) {
            throw new IllegalArgumentException("name: " + name
                    + " (expected: small letters, digits and single dashes, such as my-app, at most 40)");
        }
        return name;
    }

    static String packageName(String name) {
        if (!PACKAGE.matcher(name).matches() || !SourceVersion.isName(name) || name.startsWith("java.")) {
            throw new IllegalArgumentException(
                    "--package: " + name
                            + " (expected: lower-case names with dots between them, and no Java keywords, such as com.acme.chat)");
        }
        return name;
    }

    /** Returns the package of a project for which nobody has named one. */
    static String packageOf(String project) {
        String word = project.replace("-", "");
        return "com.example." + (SourceVersion.isKeyword(word) ? word + "app" : word);
    }

    static String type(String name) {
        if (!TYPE.matcher(name).matches()) {
            throw new IllegalArgumentException("name: " + name
                    + " (expected: a capital letter, then letters and digits, such as Room, at most 40)");
        }
        return name;
    }

    /** Checks the pattern of a channel's topics, and returns what stands before the colon. */
    static String topic(String pattern) {
        if (!TOPIC.matcher(pattern).matches()) {
            throw new IllegalArgumentException("--topic: " + pattern + " (expected: a word and :*, such as room:*)");
        }
        return pattern.substring(0, pattern.length() - 2);
    }

    /** Returns a type's name as topics have it: {@code game_lobby} for {@code GameLobby}. */
    static String underscored(String type) {
        return type.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_")
                .toLowerCase(Locale.ROOT);
    }

    /** Checks that a type's name makes one of a kind of rooms, which has 32 characters at most. */
    static void kind(String type) {
        String kind = underscored(type(type));
        if (kind.length() > MAX_KIND) {
            throw new IllegalArgumentException("name: " + type + " (expected: one that is not longer than " + MAX_KIND
                    + " characters as a kind of rooms, not " + kind + ")");
        }
    }

    /** Returns a type's name as variables have it: {@code gameLobby} for {@code GameLobby}. */
    static String variable(String type) {
        return type.substring(0, 1).toLowerCase(Locale.ROOT) + type.substring(1);
    }
}
