package dev.wingbeat.app;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.config.Guess;
import java.util.Collection;
import java.util.List;

/** Finds variables of the environment that look like settings, but are none. */
final class UnknownVariables {

    private static final System.Logger LOGGER = System.getLogger(Serve.class.getName());
    private static final String PREFIX = "WINGBEAT_";

    private static final String UNLIKE = " (expected: a variable that --help lists)";

    private UnknownVariables() {}

    /** Logs a warning for each of them. */
    static void warn(SettingsTable table, Collection<String> names) {
        of(table, names).forEach(unknown -> LOGGER.log(WARNING, unknown));
    }

    /** Returns a line for each of them, with the setting whose name is like it. */
    static List<String> of(SettingsTable table, Collection<String> names) {
        List<String> known = table.variables();
        return names.stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name) && !table.isOfSection(name))
                .sorted()
                .map(name -> name + " is not a setting" + Guess.of(name, known, UNLIKE))
                .toList();
    }
}
