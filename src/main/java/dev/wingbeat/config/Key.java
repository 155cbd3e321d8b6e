package dev.wingbeat.config;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A key of a map in the configuration file: its name, what its value looks like, and what it does. Internal seam.
 *
 * @param <T> the type of its value
 * @param name small letters, digits and dashes, as flags have
 * @param shape what is expected of its value
 * @param preset the text of the default; null when there is none, or when the value is a map or list, empty by default
 * @param need how it is treated when it is not given
 * @param meaning what it does, for people
 */
public record Key<T>(String name, Shape<T> shape, @Nullable String preset, Need need, String meaning) {

    /** The treatment of a key that is not given. */
    public enum Need {
        /** It has its default; a map that of all its keys. */
        PRESET,
        /** It has no value. */
        OPTIONAL,
        /** It is a mistake. */
        REQUIRED
    }

    /** A value with a default. */
    public static <T> Key<T> of(String name, ValueType<T> type, String preset, String meaning) {
        return new Key<>(name, Shape.text(type), preset, Need.PRESET, meaning);
    }

    /** A map, by default that of its own defaults, or a list, by default empty. */
    public static <T> Key<T> of(String name, Shape<T> shape, String meaning) {
        return new Key<>(name, shape, null, Need.PRESET, meaning);
    }

    /** A value, map or list that need not be there: {@link Values#find} tells. */
    public static <T> Key<T> optional(String name, Shape<T> shape, String meaning) {
        return new Key<>(name, shape, null, Need.OPTIONAL, meaning);
    }

    /** A value, map or list without which the map around it makes no sense. */
    public static <T> Key<T> required(String name, Shape<T> shape, String meaning) {
        return new Key<>(name, shape, null, Need.REQUIRED, meaning);
    }

    /** Returns the value that is read when none is given. */
    Node otherwise(Place place) {
        return preset == null ? Node.Text.nothing(place) : new Node.Text(place, preset);
    }

    void readInto(Values values, Node node, Reading at) {
        T value = shape.read(node, at);
        if (value != null) {
            values.put(this, value);
        }
    }

    /** Keys are what they are, not what they contain. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(name);
    }
}
