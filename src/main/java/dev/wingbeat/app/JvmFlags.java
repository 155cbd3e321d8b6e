package dev.wingbeat.app;

import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The flags that the JVM of a hub is started with: the argument file {@code wingbeat.args}, which the app jar contains.
 */
final class JvmFlags {

    /** The command that prints the file. */
    static final String NAME = "jvm-flags";

    private static final System.Logger LOGGER = System.getLogger(JvmFlags.class.getName());
    private static final String FILE = "wingbeat.args";

    /** Held here: java.util.logging forgets the level of a logger that nobody holds. */
    private static final Logger HAZELCAST = Logger.getLogger("com.hazelcast.instance.impl.HazelcastInstanceFactory");

    private JvmFlags() {}

    /** Returns the argument file as it is, comments included. */
    static String file() {
        try (var in = Objects.requireNonNull(JvmFlags.class.getResourceAsStream('/' + FILE), FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the flags that a JVM was not started with. */
    static List<String> missing(Collection<String> given) {
        return file().lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !given.contains(line))
                .toList();
    }

    /** Returns the flags for another JVM: those of this one that choose how it works, and the missing ones. */
    static List<String> inherited() {
        List<String> given = given();
        var flags = new ArrayList<>(missing(given));
        given.stream()
                .filter(flag -> flag.startsWith("--") || flag.startsWith("-XX"))
                .forEach(flags::add);
        return flags;
    }

    /** Warns in one line when this JVM was started without them; Hazelcast, which misses some of them too, is silenced. */
    static void check() {
        if (!missing(given()).isEmpty()) {
            HAZELCAST.setLevel(Level.SEVERE);
            LOGGER.log(
                    WARNING,
                    "started without some JVM flags, so this hub takes more memory and time than it needs"
                            + " (expected: java @{0}, a file that the command {1} prints)",
                    FILE,
                    NAME);
        }
    }

    /** Returns the flags that this JVM was started with. */
    static List<String> given() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments();
    }
}
