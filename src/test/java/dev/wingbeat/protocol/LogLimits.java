package dev.wingbeat.protocol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Every {@link RateLimitedLog} that is a constant: a test that reads the log begins as if nothing had been logged. */
public final class LogLimits {

    private static final List<Field> CONSTANTS = constants();

    private LogLimits() {}

    /** Lets every kind of line be logged again. */
    public static void reset() {
        for (Field constant : CONSTANTS) {
            try {
                ((RateLimitedLog) constant.get(null)).reset();
            } catch (IllegalAccessException e) {
                throw new AssertionError(constant.toString(), e);
            }
        }
    }

    private static List<Field> constants() {
        try {
            var classes = Path.of(RateLimitedLog.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.walk(classes.resolve("dev/wingbeat"))) {
                return files.map(file -> classes.relativize(file).toString())
                        .filter(name -> name.endsWith(".class") && !name.contains("-info"))
                        .flatMap(LogLimits::constantsOf)
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<Field> constantsOf(String file) {
        var name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            var type = Class.forName(name, false, LogLimits.class.getClassLoader());
            return Arrays.stream(type.getDeclaredFields())
                    .filter(field -> field.getType() == RateLimitedLog.class && Modifier.isStatic(field.getModifiers()))
                    .peek(field -> field.setAccessible(true));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(name, e);
        }
    }
}
