package dev.wingbeat.crdt;

import org.jspecify.annotations.Nullable;

/**
 * Internal seam: somebody present. Entries with the same dot are the same entry, whatever their values.
 *
 * @param <V> what is told about who is present; opaque here
 * @param dot its birth
 * @param topic where
 * @param owner what it ends with: a number given by the caller, ascending over time, unique within a replica
 * @param key who
 * @param value what is told about them
 */
public record Entry<V>(Dot dot, String topic, long owner, String key, V value) {

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Entry<?> entry && dot.equals(entry.dot);
    }

    @Override
    public int hashCode() {
        return dot.hashCode();
    }
}
