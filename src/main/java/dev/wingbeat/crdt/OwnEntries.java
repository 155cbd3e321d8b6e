package dev.wingbeat.crdt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the entries of one's own: one by owner, topic and key, or all of an owner. */
final class OwnEntries<V> {

    private static final Comparator<Place> ORDER =
            Comparator.comparingLong(Place::owner).thenComparing(Place::topic).thenComparing(Place::key);

    private final NavigableMap<Place, Entry<V>> entries = new TreeMap<>(ORDER);

    private record Place(long owner, String topic, String key) {
        static Place of(Entry<?> entry) {
            return new Place(entry.owner(), entry.topic(), entry.key());
        }
    }

    @Nullable
    Entry<V> find(String topic, long owner, String key) {
        return entries.get(new Place(owner, topic, key));
    }

    List<Entry<V>> of(long owner) {
        var found = new ArrayList<Entry<V>>();
        for (var entry : entries.tailMap(new Place(owner, "", ""), true).values()) {
            if (entry.owner() != owner) {
                break;
            }
            found.add(entry);
        }
        return found.stream().sorted(Comparator.comparing(Entry::dot)).toList();
    }

    void put(Entry<V> entry) {
        entries.put(Place.of(entry), entry);
    }

    void remove(Entry<V> entry) {
        entries.remove(Place.of(entry));
    }
}
