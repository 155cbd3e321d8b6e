package dev.wingbeat.config;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** The values of the keys of a map. Not thread-safe. Internal seam. */
public final class Values {

    private final IdentityHashMap<Key<?>, Object> values = new IdentityHashMap<>();

    Values() {}

    <T> void put(Key<T> key, T value) {
        values.put(key, value);
    }

    /**
     * Returns the value of a key that has a default or is required.
     *
     * @throws IllegalStateException for any other one that was not given
     */
    public <T> T get(Key<T> key) {
        T value = find(key);
        if (value == null) {
            throw new IllegalStateException("key: " + key.name() + " (expected: one that always has a value)");
        }
        return value;
    }

    /** Returns the value of a key, null when it was not given. */
    @SuppressWarnings("unchecked") // put there by the key itself
    public <T> @Nullable T find(Key<T> key) {
        return (T) values.get(key);
    }
}
