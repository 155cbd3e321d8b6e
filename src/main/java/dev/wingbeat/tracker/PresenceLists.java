package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The presences that readers see, by topic and key. Written by one shard, on its context; read from any thread without waiting.
 * The entries of one key change at once, those of several keys one after the other.
 *
 * <p>A topic of few keys is an immutable map that is replaced; a larger one a concurrent map that is changed.
 */
final class PresenceLists {

    private static final int SMALL = 8;

    /** An update keeps the place of its owner. */
    private static final Comparator<Entry<Payload>> ORDER =
            Comparator.<Entry<Payload>>comparingLong(Entry::owner).thenComparing(Entry::dot);

    private record Place(String topic, String key) {
        static Place of(Entry<Payload> entry) {
            return new Place(entry.topic(), entry.key());
        }
    }

    private final Map<String, Map<String, List<Entry<Payload>>>> topics = new ConcurrentHashMap<>();
    private final AtomicInteger entries = new AtomicInteger();
    private final AtomicLong hash = new AtomicLong();

    /** Returns the entries of a topic by key, read-only: live or as they are, do not keep it. */
    Map<String, List<Entry<Payload>>> list(String topic) {
        return Collections.unmodifiableMap(topics.getOrDefault(topic, Map.of()));
    }

    List<Entry<Payload>> getByKey(String topic, String key) {
        return topics.getOrDefault(topic, Map.of()).getOrDefault(key, List.of());
    }

    int count(String topic) {
        return topics.getOrDefault(topic, Map.of()).size();
    }

    int topics() {
        return topics.size();
    }

    int entries() {
        return entries.get();
    }

    /** Sums up which entries there are: equal, but for a chance of one in 2^64, where the same entries are listed. */
    long hash() {
        return hash.get();
    }

    /** Lets entries leave and join; of an entry that takes another's place readers see either the one or the other. */
    void change(Collection<Entry<Payload>> joins, Collection<Entry<Payload>> leaves) {
        Map<Place, List<Entry<Payload>>> changed = new LinkedHashMap<>();
        for (Entry<Payload> entry : leaves) {
            List<Entry<Payload>> of = changed.computeIfAbsent(Place.of(entry), this::copy);
            if (of.remove(entry)) {
                count(-1, entry);
            }
        }
        for (Entry<Payload> entry : joins) {
            List<Entry<Payload>> of = changed.computeIfAbsent(Place.of(entry), this::copy);
            int at = Collections.binarySearch(of, entry, ORDER);
            if (at < 0) {
                of.add(-at - 1, entry);
                count(1, entry);
            }
        }
        changed.forEach((place, of) -> put(place.topic(), place.key(), of));
    }

    private void count(int more, Entry<Payload> entry) {
        entries.addAndGet(more);
        ReplicaId replica = entry.dot().replica();
        long place = ((long) replica.node().hashCode() << 32) ^ entry.topic().hashCode();
        long sum = mix(mix(mix(place) + replica.generation()) + entry.dot().counter());
        hash.getAndUpdate(before -> before ^ sum);
    }

    /** Spreads a number over 64 bits (the finalizer of SplitMix64). */
    private static long mix(long number) {
        long z = number + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private List<Entry<Payload>> copy(Place place) {
        return new ArrayList<>(getByKey(place.topic(), place.key()));
    }

    /** Puts the entries of a key into their topic; none means that the key leaves, and with the last key the topic. */
    private void put(String topic, String key, List<Entry<Payload>> of) {
        @Nullable Map<String, List<Entry<Payload>>> keys = topics.get(topic);
        if (keys instanceof ConcurrentHashMap) {
            change(keys, key, of);
            if (keys.isEmpty()) {
                topics.remove(topic);
            }
            return;
        }
        Map<String, List<Entry<Payload>>> changed = keys == null ? new HashMap<>() : new HashMap<>(keys);
        change(changed, key, of);
        if (changed.isEmpty()) {
            topics.remove(topic);
        } else {
            topics.put(topic, changed.size() > SMALL ? new ConcurrentHashMap<>(changed) : Map.copyOf(changed));
        }
    }

    private static void change(Map<String, List<Entry<Payload>>> keys, String key, List<Entry<Payload>> of) {
        if (of.isEmpty()) {
            keys.remove(key);
        } else {
            keys.put(key, List.copyOf(of));
        }
    }
}
