package dev.wingbeat.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Validates configuration; the error names the value and what was expected. Internal seam.
 */
public final class Expect {

    private Expect() {}

    /** Wants a number of at least a minimum. */
    public static void atLeast(String name, int value, int minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + minimum + ")");
        }
    }

    /** Wants a number of a range. */
    public static void between(String name, int value, int minimum, int maximum) {
        if (value < minimum || value > maximum) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + minimum + " to " + maximum + ")");
        }
    }

    /** Wants the number of a port, from 0 where that stands for a free one, else from 1. */
    public static void port(String name, int value, int minimum) {
        between(name, value, minimum, 65_535);
    }

    /** Wants the number of a port that there need not be, 0 for a free one. */
    public static void optionalPort(String name, @Nullable Integer value) {
        if (value != null) {
            port(name, value, 0);
        }
    }

    /** Wants a duration above zero. */
    public static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    /** Wants a duration of zero or more. */
    public static void notNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
    }

    /** Wants a time that is not longer than another one. */
    public static void atMost(String name, Duration value, Duration maximum) {
        if (value.compareTo(maximum) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: <= " + maximum + ")");
        }
    }

    /** Wants a time of a range. */
    public static void between(String name, Duration value, Duration minimum, Duration maximum) {
        if (value.compareTo(minimum) < 0 || value.compareTo(maximum) > 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + minimum + " to " + maximum + ")");
        }
    }

    /** Wants a path that begins with a slash. */
    public static void path(String name, String value) {
        if (!value.startsWith("/")) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: a path beginning with /)");
        }
    }
}
