package dev.wingbeat.app;

import static java.lang.System.Logger.Level.WARNING;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Finds variables of the environment that look like settings, but are none. */
final class UnknownVariables {

    private static final System.Logger LOGGER = System.getLogger(Serve.class.getName());
    private static final String PREFIX = "WINGBEAT_";

    /** Most letters by which a name may differ from the one that was meant. */
    private static final int MAX_DISTANCE = 4;

    private UnknownVariables() {}

    /** Logs a warning for each of them. */
    static void warn(List<Setting<?>> settings, Collection<String> names) {
        of(settings, names).forEach(unknown -> LOGGER.log(WARNING, unknown));
    }

    /** Returns a line for each of them, with the setting whose name is like it. */
    static List<String> of(List<Setting<?>> settings, Collection<String> names) {
        List<String> known = settings.stream().map(Setting::variable).toList();
        return names.stream()
                .filter(name -> name.startsWith(PREFIX) && !known.contains(name))
                .sorted()
                .map(name -> name + " is not a setting" + suggestion(name, known))
                .toList();
    }

    private static String suggestion(String name, List<String> known) {
        return known.stream()
                .filter(other -> distance(name, other) <= MAX_DISTANCE)
                .min(Comparator.comparingInt(other -> distance(name, other)))
                .map(other -> " (did you mean " + other + "?)")
                .orElse(" (expected: a variable that --help lists)");
    }

    /** Counts the letters to insert, remove or replace (Levenshtein). */
    private static int distance(String from, String to) {
        int[] previous = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[to.length()];
    }
}
