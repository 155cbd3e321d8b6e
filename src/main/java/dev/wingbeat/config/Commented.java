package dev.wingbeat.config;

import java.util.List;

/**
 * Writes a configuration file that sets nothing: every value that one might set, commented out by {@code # }, below what it means,
 * behind {@code ## }. Without those {@code # } it is a file that sets the defaults. Internal seam.
 */
public final class Commented {

    private static final int WIDTH = 100;
    private static final String VALUE = "# ";
    private static final String WORDS = "## ";

    private final StringBuilder out = new StringBuilder();

    private Commented() {}

    /** Returns the file for these keys. */
    public static String of(List<Key<?>> keys) {
        var file = new Commented();
        for (Key<?> key : keys) {
            file.key(key, "", VALUE);
            file.out.append('\n');
        }
        return file.out.toString();
    }

    private void key(Key<?> key, String indent, String given) {
        words(key.meaning() + expected(key), indent);
        String preset = key.preset();
        switch (key.shape()) {
            case Shape.Text<?> text ->
                line(
                        preset != null && text.type().allows(preset) ? given : WORDS,
                        indent + key.name() + ": "
                                + (preset == null ? text.type().label() : quoted(preset)));
            case Shape.Either<?> either
            when preset != null -> {
                line(given, indent + key.name() + ": " + quoted(preset));
                below(either.other(), key.name(), indent, WORDS);
            }
            case Shape.Either<?> either -> below(either.other(), key.name(), indent, active(key, given));
            default -> below(key.shape(), key.name(), indent, active(key, given));
        }
    }

    private static String active(Key<?> key, String given) {
        return key.need() == Key.Need.PRESET ? given : WORDS;
    }

    private void below(Shape<?> shape, String name, String indent, String given) {
        line(given, indent + name + ':');
        switch (shape) {
            case Shape.Group<?> group -> group.keys().forEach(key -> key(key, indent + "  ", given));
            case Shape.Many<?> list -> {
                line(WORDS, indent + "  -");
                item(list.item(), indent + "    ");
            }
            case Shape.Chosen<?> map -> {
                words("Keys: " + map.key().expected(), indent + "  ");
                line(WORDS, indent + "  " + map.key().label() + ':');
                item(map.value(), indent + "    ");
            }
            default -> {}
        }
    }

    /** Describes what a list or a map of chosen keys has in it: nothing, by default. */
    private void item(Shape<?> shape, String indent) {
        switch (shape) {
            case Shape.Group<?> group -> group.keys().forEach(key -> key(key, indent, WORDS));
            case Shape.Either<?> either -> item(either.other(), indent);
            case Shape.Text<?> text -> words(text.type().expected(), indent);
            case Shape.Many<?> list -> item(list.item(), indent);
            case Shape.Chosen<?> map -> item(map.value(), indent);
        }
    }

    private static String expected(Key<?> key) {
        String need = key.need() == Key.Need.OPTIONAL ? "; optional" : "";
        return switch (key.shape()) {
            case Shape.Text<?> text -> " (" + text.type().expected() + need + ")";
            case Shape.Either<?> either -> " (" + either.type().expected() + ", or as below" + need + ")";
            case Shape.Group<?> group -> "";
            case Shape.Many<?> list -> " (a list" + need + ")";
            case Shape.Chosen<?> map -> " (a map" + need + ")";
        };
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9/][A-Za-z0-9 ./_-]*") ? text : '"' + text + '"';
    }

    private void words(String text, String indent) {
        var line = new StringBuilder(WORDS).append(indent);
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(WORDS).append(indent);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        out.append(line).append('\n');
    }

    private void line(String mark, String text) {
        out.append(mark).append(text).append('\n');
    }
}
