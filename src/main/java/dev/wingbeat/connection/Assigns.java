package dev.wingbeat.connection;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * What has been assigned under names: each change makes a new map, so that any thread may read. Internal seam.
 */
public final class Assigns {

    private volatile Map<String, Object> values;

    /** Begins with values that nobody changes any more. */
    public Assigns(Map<String, Object> values) {
        this.values = values;
    }

    /** Begins with values, and others laid over them. */
    public Assigns(Map<String, Object> under, Map<String, Object> over) {
        this(merged(under, over));
    }

    /** Returns all values: a read-only map that does not change. */
    public Map<String, Object> all() {
        return values;
    }

    /** Assigns a value. */
    public void put(String key, Object value) {
        values = merged(values, Map.of(key, value));
    }

    /**
     * Returns an assigned value.
     *
     * @throws IllegalStateException if nothing is assigned under the key, or something of another type
     */
    public <T> T get(String key, Class<T> type) {
        Object value = values.get(key);
        if (!type.isInstance(value)) {
            String found = value == null ? "nothing" : value.getClass().getName();
            throw new IllegalStateException("assigns." + key + ": " + found + " (expected: " + type.getName() + ")");
        }
        return requireNonNull(type.cast(value));
    }

    private static Map<String, Object> merged(Map<String, Object> under, Map<String, Object> over) {
        if (over.isEmpty()) {
            return under;
        }
        var merged = new HashMap<>(under);
        merged.putAll(over);
        return Collections.unmodifiableMap(merged);
    }
}
