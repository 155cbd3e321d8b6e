package dev.wingbeat.local;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A command that may be typed while the nodes run. */
sealed interface Order {

    /** The actions on one node. */
    enum Deed {
        KILL("ends it at once, as kill -9 does"),
        STOP("ends it in order, as SIGTERM does"),
        FREEZE("halts it where it is, as SIGSTOP does"),
        THAW("lets it go on"),
        START("starts it again");

        private final String meaning;

        Deed(String meaning) {
            this.meaning = meaning;
        }

        String verb() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Does something to a node, numbered from 1. */
    record Act(Deed deed, int node) implements Order {}

    /** Prints a line for each node. */
    record Status() implements Order {}

    /** Prints what may be typed. */
    record Help() implements Order {}

    /** Ends all nodes, and the command. */
    record Quit() implements Order {}

    /** Nothing was typed. */
    record Nothing() implements Order {}

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException for a line that means nothing; the text says what was expected
     */
    static Order parse(String line, int nodes) {
        String[] words = line.strip().split("\\s+");
        if (words.length == 1) {
            switch (words[0]) {
                case "" -> {
                    return new Nothing();
                }
                case "status" -> {
                    return new Status();
                }
                case "help" -> {
                    return new Help();
                }
                case "quit" -> {
                    return new Quit();
                }
                default -> {} // a deed without a node, or nothing we know
            }
        }
        return Arrays.stream(Deed.values())
                .filter(deed -> deed.verb().equals(words[0]) && words.length <= 2)
                .findFirst()
                .map(deed -> new Act(deed, node(deed, words, nodes)))
                .orElseThrow(() -> new IllegalArgumentException(
                        line.strip() + " (expected: " + verbs(" N, ") + " N, status, help or quit)"));
    }

    /** Explains everything that may be typed. */
    static String help() {
        String deeds = Arrays.stream(Deed.values())
                .map(deed -> "%-9s %s\n".formatted(deed.verb() + " N", deed.meaning))
                .collect(Collectors.joining());
        return deeds + """
                status    prints a line for each node
                quit      ends all nodes, as Ctrl-C does""";
    }

    private static int node(Deed deed, String[] words, int nodes) {
        String word = words.length < 2 ? "" : words[1];
        if (word.matches("\\d{1,3}")) {
            int node = Integer.parseInt(word);
            if (node >= 1 && node <= nodes) {
                return node;
            }
        }
        throw new IllegalArgumentException((deed.verb() + " " + word).strip() + " (expected: " + deed.verb()
                + " and a node from 1 to " + nodes + ")");
    }

    private static String verbs(String separator) {
        return Arrays.stream(Deed.values()).map(Deed::verb).collect(Collectors.joining(separator));
    }
}
