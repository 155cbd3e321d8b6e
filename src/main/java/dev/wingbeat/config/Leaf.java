package dev.wingbeat.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A single value below declared keys only, so that it has a name of its own. Internal seam.
 *
 * @param path the keys down to it
 * @param type how its text is read
 * @param key the last of its keys
 */
public record Leaf(List<String> path, ValueType<?> type, Key<?> key) {

    /** Makes an immutable one. */
    public Leaf {
        path = List.copyOf(path);
    }

    /** Returns all that are below a key, in the order of their declaration. */
    public static List<Leaf> below(Key<?> key) {
        var leaves = new ArrayList<Leaf>();
        collect(key, List.of(key.name()), leaves);
        return List.copyOf(leaves);
    }

    private static void collect(Key<?> key, List<String> path, List<Leaf> leaves) {
        collect(key, key.shape(), path, leaves);
    }

    private static void collect(Key<?> key, Shape<?> shape, List<String> path, List<Leaf> leaves) {
        switch (shape) {
            case Shape.Text<?> text -> leaves.add(new Leaf(path, text.type(), key));
            case Shape.Either<?> either -> {
                leaves.add(new Leaf(path, either.type(), key));
                collect(key, either.other(), path, leaves);
            }
            case Shape.Group<?> group -> {
                for (Key<?> next : group.keys()) {
                    var longer = new ArrayList<>(path);
                    longer.add(next.name());
                    collect(next, longer, leaves);
                }
            }
            case Shape.Many<?> list -> {} // what is in it has no name
            case Shape.Chosen<?> map -> {}
        }
    }

    /** Returns its name, as errors say it. */
    public String name() {
        return String.join(".", path);
    }

    /** Returns the variable that replaces it. */
    public String variable() {
        return path.stream()
                .map(key -> key.toUpperCase(Locale.ROOT).replace('-', '_'))
                .collect(Collectors.joining("__", "WINGBEAT_", ""));
    }

    /** Returns a map that has another value here, or one more. */
    public Node.Fields replaceIn(Node.Fields fields, Node value) {
        return replace(fields, path, value);
    }

    private static Node.Fields replace(Node.Fields fields, List<String> path, Node value) {
        String first = path.getFirst();
        if (path.size() == 1) {
            return fields.with(first, value);
        }
        Node.Field field = fields.fields().get(first);
        if (field != null && field.value() instanceof Node.Items) {
            return fields; // a list is a mistake here, which is told
        }
        Node.Fields below = field != null && field.value() instanceof Node.Fields map
                ? map
                : new Node.Fields(field == null ? value.place() : field.place(), Map.of());
        return fields.with(first, replace(below, path.subList(1, path.size()), value));
    }
}
