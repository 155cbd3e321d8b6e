package dev.wingbeat.connection;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values assigned to a connection or a channel. Immutable: a change makes another one. */
public final class Assigns {

    /** Nothing assigned. */
    public static final Assigns NONE = new Assigns(Map.of());

    private final Map<String, Object> values;

    private Assigns(Map<String, Object> values) {
        this.values = values;
    }

    /** Makes assigns of a single value. */
    public static <T> Assigns of(Assign<T> key, T value) {
        return NONE.with(key, value);
    }

    /** Returns a copy with a value added or replaced. */
    public <T> Assigns with(Assign<T> key, T value) {
        requireNonNull(
                value,
                () -> "assigns." + key.name() + ": null (expected: "
                        + key.type().getName() + ")");
        return with(Map.of(key.name(), value));
    }

    /** Returns a copy with others laid over it. */
    public Assigns with(Assigns over) {
        if (values.isEmpty()) {
            return over;
        }
        return over.values.isEmpty() ? this : with(over.values);
    }

    private Assigns with(Map<String, Object> over) {
        var merged = new HashMap<>(values);
        merged.putAll(over);
        return new Assigns(Collections.unmodifiableMap(merged));
    }

    /**
     * Returns a value.
     *
     * @throws IllegalStateException if nothing is assigned under the key, or something of another type
     */
    public <T> T get(Assign<T> key) {
        return typed(key, values.get(key.name()));
    }

    /**
     * Returns a value, or {@code otherwise} if nothing is assigned under the key.
     *
     * @throws IllegalStateException if something of another type is assigned
     */
    public <T> T get(Assign<T> key, T otherwise) {
        Object value = values.get(key.name());
        return value == null ? otherwise : typed(key, value);
    }

    /** Returns the names of what is assigned. */
    public Set<String> names() {
        return values.keySet();
    }

    private static <T> T typed(Assign<T> key, @Nullable Object value) {
        if (!key.type().isInstance(value)) {
            String found = value == null ? "nothing" : value.getClass().getName();
            throw new IllegalStateException("assigns." + key.name() + ": " + found + " (expected: "
                    + key.type().getName() + ")");
        }
        return requireNonNull(key.type().cast(value));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Assigns assigns && assigns.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** Returns the names only: values may be secrets. */
    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
