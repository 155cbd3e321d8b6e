package dev.wingbeat.doctor;

import org.jspecify.annotations.Nullable;

/**
 * The finding of a check. Internal seam.
 *
 * @param check what was looked at, in a word or two
 * @param text what was found, and what was expected
 * @param remedy what to do about it, null when all is well
 */
public record Finding(
        Level level, String check, String text, @Nullable String remedy) {

    /** The severity of a finding. */
    public enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String check, String text) {
        return new Finding(Level.OK, check, text, null);
    }

    /** Makes one of something that works, but not well, or that may be meant. */
    static Finding warn(String check, String text, String remedy) {
        return new Finding(Level.WARN, check, text, remedy);
    }

    /** Makes one of something that does not work. */
    public static Finding fail(String check, String text, String remedy) {
        return new Finding(Level.FAIL, check, text, remedy);
    }
}
