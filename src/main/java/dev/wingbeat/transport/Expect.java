package dev.wingbeat.transport;

import java.time.Duration;

/** Validates configuration; the error names the value and what was expected. */
final class Expect {

    private Expect() {}

    static void atLeast(String name, int value, int minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= " + minimum + ")");
        }
    }

    static void positive(String name, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
        }
    }

    static void path(String name, String value) {
        if (!value.startsWith("/")) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: a path beginning with /)");
        }
    }
}
