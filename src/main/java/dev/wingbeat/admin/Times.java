package dev.wingbeat.admin;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/** Times as texts that can be compared as texts (RFC 3339). */
final class Times {

    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Times() {}

    /** Returns a time in milliseconds since 1970. */
    static String text(long millis) {
        return MILLIS.format(Instant.ofEpochMilli(millis));
    }
}
