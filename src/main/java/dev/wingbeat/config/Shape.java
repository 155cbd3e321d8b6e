package dev.wingbeat.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The expected form of a value in the configuration file, and how it is read: a text, a list, a map of declared keys, or a map
 * whose keys the operator chooses. Checks, the printed configuration and the JSON Schema follow from it. Immutable. Internal
 * seam.
 *
 * @param <T> what the value is read as
 */
public sealed interface Shape<T> {

    /** A single value. */
    static <T> Shape<T> text(ValueType<T> type) {
        return new Text<>(type);
    }

    /** A list. */
    static <T> Shape<List<T>> list(Shape<T> item) {
        return new Many<>(item);
    }

    /**
     * A map whose keys the operator chooses, such as topic patterns; read in the order of the file.
     *
     * @param key what the keys look like; they are given to the code as they were written
     */
    static <T> Shape<Map<String, T>> map(ValueType<?> key, Shape<T> value) {
        return new Chosen<>(key, value);
    }

    /**
     * A map of declared keys.
     *
     * @param make makes the value; an {@link IllegalArgumentException} of it is told with the place of the map
     */
    static <T> Shape<T> group(List<Key<?>> keys, Function<Values, T> make) {
        return new Group<>(List.copyOf(keys), make);
    }

    /** A single value, such as {@code off}, in place of a map or list. */
    static <T> Shape<T> textOr(ValueType<T> type, Shape<T> other) {
        return new Either<>(type, other);
    }

    /** Reads a value. Returns null when it has problems, which are noted then. */
    @Nullable
    T read(Node node, Reading at);

    /** Returns whether it is a single value that must not be shown. */
    default boolean isSecret() {
        return false;
    }

    /** A single value. */
    record Text<T>(ValueType<T> type) implements Shape<T> {
        @Override
        public @Nullable T read(Node node, Reading at) {
            String text = textOf(node);
            if (text == null) {
                if (!at.problems().isAt(node.place())) { // what could not be read has been told
                    at.refuse(node, type.expected());
                }
                return null;
            }
            try {
                return type.parse(text);
            } catch (IllegalArgumentException e) {
                at.refuse(node.place(), String.valueOf(e.getMessage()));
                return null;
            }
        }

        @Override
        public boolean isSecret() {
            return type.secret();
        }

        /** Returns the text, that of a list with commas where that is how lists are written. */
        @Nullable
        String textOf(Node node) {
            if (node instanceof Node.Text text) {
                return text.isNothing() ? null : text.text();
            }
            if (!type.isList()
                    || !(node instanceof Node.Items items)
                    || items.items().isEmpty()) {
                return null;
            }
            var texts = new ArrayList<String>();
            for (Node item : items.items()) {
                if (!(item instanceof Node.Text text) || text.isNothing()) {
                    return null;
                }
                texts.add(text.text());
            }
            return String.join(",", texts);
        }
    }

    /** A list. */
    record Many<T>(Shape<T> item) implements Shape<List<T>> {
        @Override
        public @Nullable List<T> read(Node node, Reading at) {
            if (node instanceof Node.Text text && text.isNothing()) {
                return List.of();
            }
            if (!(node instanceof Node.Items(Place place, List<Node> items))) {
                at.refuse(node, "a list");
                return null;
            }
            var values = new ArrayList<T>();
            for (int i = 0; i < items.size(); i++) {
                T value = item.read(items.get(i), at.at(i));
                if (value != null) {
                    values.add(value);
                }
            }
            return values.size() < items.size() ? null : List.copyOf(values);
        }
    }

    /** A map whose keys the operator chooses. */
    record Chosen<T>(ValueType<?> key, Shape<T> value) implements Shape<Map<String, T>> {
        @Override
        public @Nullable Map<String, T> read(Node node, Reading at) {
            Map<String, Node.Field> fields = at.fields(node);
            if (fields == null) {
                return null;
            }
            var values = new LinkedHashMap<String, T>();
            fields.forEach((name, field) -> {
                if (!key.allows(name)) {
                    at.at(name).refuse(field.place(), "a key (expected: " + key.expected() + ")");
                    return;
                }
                T read = value.read(field.value(), at.at(name));
                if (read != null) {
                    values.put(name, read);
                }
            });
            return values.size() < fields.size() ? null : Collections.unmodifiableMap(values);
        }
    }

    /** A map of declared keys. */
    record Group<T>(List<Key<?>> keys, Function<Values, T> make) implements Shape<T> {
        @Override
        public @Nullable T read(Node node, Reading at) {
            Map<String, Node.Field> fields = at.fields(node);
            if (fields == null) {
                return null;
            }
            int before = at.problems().size();
            var given = at.given(fields, keys);
            var values = new Values();
            for (Key<?> key : keys) {
                Node value = given.get(key.name());
                if (value != null || key.need() == Key.Need.PRESET) {
                    key.readInto(values, value == null ? key.otherwise(node.place()) : value, at.at(key.name()));
                } else if (key.need() == Key.Need.REQUIRED) {
                    at.at(key.name()).refuse(node.place(), "missing (expected: " + key.meaning() + ")");
                }
            }
            if (at.problems().size() > before) {
                return null;
            }
            try {
                return make.apply(values);
            } catch (IllegalArgumentException e) {
                at.refuse(node.place(), String.valueOf(e.getMessage()));
                return null;
            }
        }
    }

    /** A single value in place of a map or list. */
    record Either<T>(ValueType<T> type, Shape<T> other) implements Shape<T> {
        @Override
        public @Nullable T read(Node node, Reading at) {
            return node instanceof Node.Text text && !text.isNothing()
                    ? new Text<>(type).read(node, at)
                    : other.read(node, at);
        }
    }
}
