package dev.wingbeat.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Guesses what was meant by a name that does not exist. Internal seam. */
public final class Guess {

    /** Most letters by which a name may differ from the one that was meant. */
    private static final int MAX_DISTANCE = 4;

    private Guess() {}

    /**
     * Returns the question for the name that was meant, in parentheses and with a space before them.
     *
     * @param otherwise what is said, in the same form, when no name is like it
     */
    public static String of(String name, Collection<String> known, String otherwise) {
        int most = Math.min(MAX_DISTANCE, Math.max(1, name.length() / 2));
        return known.stream()
                .filter(other -> distance(name, other) <= most)
                .min(Comparator.comparingInt(other -> distance(name, other)))
                .map(other -> " (did you mean " + other + "?)")
                .orElse(otherwise);
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
