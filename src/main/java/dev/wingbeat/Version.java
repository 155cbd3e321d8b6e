package dev.wingbeat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of Wingbeat, for people to read. Internal seam. */
public final class Version {

    private Version() {}

    /** Returns the version that the build filled in. */
    public static String text() {
        return property("version");
    }

    /** Returns the version of Vert.x that it was built for. */
    static String vertx() {
        return property("vertx");
    }

    private static String property(String name) {
        var properties = new Properties();
        try (var in = Version.class.getResourceAsStream("/wingbeat.properties")) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(name, "unknown");
    }
}
