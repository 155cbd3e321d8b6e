package dev.wingbeat.admin;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A right of callers. Internal seam. */
public enum Scope {
    /** Send to clients. */
    PUBLISH,
    /** See what there is. */
    READ,
    /** End connections, channels and rooms, and make rooms. */
    ACT,
    /** Drain nodes, see and reload the configuration, see who has done what. */
    ADMIN,
    /** Sign in to the console. */
    CONSOLE,
    /** See there what clients and nodes send each other. */
    TAP;

    /** Returns its name in configurations, in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the names of all. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(Scope::label).toList();
    }

    /**
     * Returns the scope of a name.
     *
     * @throws IllegalArgumentException for another text
     */
    public static Scope parse(String text) {
        return Arrays.stream(values())
                .filter(scope -> scope.label().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("scope: " + text + " (expected: one of " + labels() + ")"));
    }
}
