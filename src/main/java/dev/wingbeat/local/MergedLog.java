package dev.wingbeat.local;

import java.io.PrintWriter;

/** The one log of all nodes: each line behind the name of its node. May be used from any thread. */
final class MergedLog {

    /** Colours that are told apart on light and dark ground alike: cyan, yellow, magenta, green, blue, red. */
    private static final int[] COLOURS = {36, 33, 35, 32, 34, 31};

    private static final String OWN = "cluster";

    private final PrintWriter out;
    private final boolean coloured;

    MergedLog(PrintWriter out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    /** Prints what a node says. */
    void node(int node, String text) {
        print(name(node), COLOURS[(node - 1) % COLOURS.length], text);
    }

    /** Prints what the command itself says. */
    void own(String text) {
        print(OWN, 1, text);
    }

    private void print(String name, int colour, String text) {
        String padded = "%-7s |".formatted(name);
        String prefix = coloured ? "\u001b[" + colour + "m" + padded + "\u001b[0m " : padded + " ";
        var lines = new StringBuilder();
        text.lines().forEach(line -> lines.append(prefix).append(line).append(System.lineSeparator()));
        out.print(lines); // at once, so that no other line comes in between
        out.flush();
    }

    static String name(int node) {
        return "node " + node;
    }
}
