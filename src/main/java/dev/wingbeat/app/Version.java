package dev.wingbeat.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Wingbeat, for people to read. */
final class Version {

    private Version() {}

    /** Returns the version that the build filled in. */
    static String text() {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("/wingbeat.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("version", "unknown");
    }
}
