package dev.wingbeat.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong, so that all of it is told at once. Not thread-safe. Internal seam. */
public final class Problems {

    /** A problem and its place; its text begins with the place, as that of a compiler. */
    record Problem(Place place, String text) {}

    private final List<Problem> found = new ArrayList<>();

    /**
     * Adds what is wrong with the value of a key.
     *
     * @param key the key with those that it is below of; empty for what is wrong with a file
     * @param text the value and what was expected
     */
    public void add(Place place, String key, String text) {
        String told = !place.isInFile() ? ": " + text : ' ' + (key.isEmpty() ? text : key + ": " + text);
        found.add(new Problem(place, place + told));
    }

    /** Adds a line as it is, such as one about two values that contradict each other. */
    public void add(String line) {
        found.add(new Problem(Place.of(""), line));
    }

    /** Returns whether something is wrong at a place. */
    boolean isAt(Place place) {
        return found.stream().anyMatch(problem -> problem.place().equals(place));
    }

    /** Returns how many there are. */
    int size() {
        return found.size();
    }

    /**
     * Fails with all of them: flags and variables first, then the file from its first line on.
     *
     * @throws ConfigException when there is any
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            List<Problem> inOrder = found.stream()
                    .sorted(Comparator.comparingInt(
                                    (Problem problem) -> problem.place().line())
                            .thenComparingInt(problem -> problem.place().column()))
                    .toList();
            throw new ConfigException(inOrder);
        }
    }
}
