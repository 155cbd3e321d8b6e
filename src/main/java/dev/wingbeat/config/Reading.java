package dev.wingbeat.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A position in the tree while it is read, and the list that problems go to. Internal seam.
 *
 * @param path the key, with those that it is below of; empty at the top
 * @param secrets collects what was read from files of secrets, so that one notices when it changes
 */
public record Reading(String path, Problems problems, List<String> secrets) {

    /** A secret may be in a file of its own, which this behind its key names. */
    public static final String IN_FILE = "-file";

    /** Begins at the top. */
    public static Reading top(Problems problems) {
        return top(problems, new ArrayList<>());
    }

    /** Begins at the top, and collects the secrets that are read from files. */
    public static Reading top(Problems problems, List<String> secrets) {
        return new Reading("", problems, secrets);
    }

    /** Returns that of a key of a map. */
    public Reading at(String key) {
        return new Reading(path.isEmpty() ? key : path + '.' + key, problems, secrets);
    }

    /** Returns that of an item of a list. */
    Reading at(int index) {
        return new Reading(path + '[' + index + ']', problems, secrets);
    }

    /** Notes what is wrong here. */
    void refuse(Place place, String text) {
        problems.add(place, path, text);
    }

    /** Notes that a node is of the wrong kind. */
    void refuse(Node node, String expected) {
        String found = switch (node) {
            case Node.Text text -> text.isNothing() ? "nothing" : "a text";
            case Node.Items items -> "a list";
            case Node.Fields fields -> "a map";
        };
        refuse(node.place(), found + " (expected: " + expected + ")");
    }

    /** Returns the keys of a map, none of what is empty; null of what is no map. */
    @Nullable
    Map<String, Node.Field> fields(Node node) {
        if (node instanceof Node.Fields(Place place, Map<String, Node.Field> fields)) {
            return fields;
        }
        if (node instanceof Node.Text text && text.isNothing()) {
            return Map.of();
        }
        refuse(node, "a map of keys");
        return null;
    }

    /**
     * Finds the values of declared keys, those of secrets in the files that are named for them, and refuses all other keys.
     *
     * @param keys those that there are
     */
    public Map<String, Node> given(Map<String, Node.Field> fields, List<Key<?>> keys) {
        var given = new HashMap<String, Node>();
        for (Key<?> key : keys) {
            Node.Field field = fields.get(key.name());
            Node.Field file = key.shape().isSecret() ? fields.get(key.name() + IN_FILE) : null;
            if (field != null && file != null) {
                at(key.name() + IN_FILE).refuse(file.place(), "beside " + key.name() + " (expected: one of them)");
            } else if (field != null) {
                given.put(key.name(), field.value());
            } else if (file != null) {
                given.put(key.name(), at(key.name() + IN_FILE).secret(file.value()));
            }
        }
        List<String> known = keys.stream().flatMap(Reading::names).toList();
        fields.forEach((name, field) -> {
            if (!known.contains(name)) {
                at(name).refuse(field.place(), "unknown" + Guess.of(name, known, expected(keys)));
            }
        });
        return given;
    }

    /** Reads a secret from the file that is named for it, without the end of its last line. */
    public Node secret(Node file) {
        if (!(file instanceof Node.Text text) || text.isNothing()) {
            refuse(file, "a readable file");
            return Node.Text.nothing(file.place());
        }
        try {
            String secret = Files.readString(Path.of(text.text())).stripTrailing();
            secrets.add(secret);
            return new Node.Text(file.place(), secret);
        } catch (IOException | IllegalArgumentException e) {
            refuse(file.place(), text.text() + " (expected: a readable file)");
            return Node.Text.nothing(file.place());
        }
    }

    private static Stream<String> names(Key<?> key) {
        return key.shape().isSecret() ? Stream.of(key.name(), key.name() + IN_FILE) : Stream.of(key.name());
    }

    private static String expected(List<Key<?>> keys) {
        return keys.size() > 12
                ? " (expected: a key that config default lists)"
                : " (expected: "
                        + String.join(
                                ", ", keys.stream().flatMap(Reading::names).toList()) + ")";
    }
}
