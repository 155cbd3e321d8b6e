package dev.wingbeat.scaffold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads the files that are written, as the app jar has them. */
final class Templates {

    /** The package of the Java sources, as they are here. */
    static final String PACKAGE = "dev.wingbeat.starter";

    private Templates() {}

    /** Returns a file of this package's own, such as {@code pom.xml}. */
    static String text(String name) {
        return textAt("/dev/wingbeat/scaffold/" + name);
    }

    /** Returns a Java source. */
    static String source(String type) {
        return textAt("/src/test/java/dev/wingbeat/starter/" + type + ".java");
    }

    /** Returns a file that the app jar has, by its path there, such as {@code /cluster.xml}. */
    static String textAt(String resource) {
        byte[] bytes = find(resource);
        if (bytes == null) {
            throw new IllegalStateException(resource + ": not in this jar (expected: packed by its build)");
        }
        return new String(bytes, UTF_8);
    }

    /** Returns a file, or null where the build could not get it. */
    static byte @Nullable [] find(String resource) {
        try (var in = Templates.class.getResourceAsStream(resource)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
