package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Dot;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Who is present, by topic and key: what readers see. Written by one shard, on its context; read from any thread without
 * waiting. The entries of one key change at once, those of several keys one after the other.
 *
 * <p>A topic of few keys is an immutable map that is replaced; a larger one a concurrent map that is changed.
 */
final class PresenceLists {

    private static final int SMALL = 8;

    /** An update keeps the place of its owner. */
    private static final Comparator<Entry<Payload>> ORDER = Comparator.<Entry<Payload>>comparingLong(Entry::owner)
            .thenComparing(entry -> entry.dot().replica());

    private final Map<String, Map<String, List<Entry<Payload>>>> topics = new ConcurrentHashMap<>();
    private final AtomicInteger entries = new AtomicInteger();

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

    /** Adds an entry; one of the same replica and owner with the same key makes place for it. */
    void add(Entry<Payload> entry) {
        List<Entry<Payload>> before = getByKey(entry.topic(), entry.key());
        List<Entry<Payload>> after = new ArrayList<>(before.size() + 1);
        int at = 0;
        while (at < before.size() && ORDER.compare(before.get(at), entry) < 0) {
            after.add(before.get(at++));
        }
        after.add(entry);
        boolean replaces = at < before.size() && ORDER.compare(before.get(at), entry) == 0;
        after.addAll(before.subList(replaces ? at + 1 : at, before.size()));
        entries.addAndGet(replaces ? 0 : 1);
        put(entry.topic(), entry.key(), after);
    }

    /** Removes an entry, if it has not been replaced. */
    void remove(Entry<Payload> entry) {
        List<Entry<Payload>> before = getByKey(entry.topic(), entry.key());
        Dot dot = entry.dot();
        List<Entry<Payload>> after =
                before.stream().filter(other -> !other.dot().equals(dot)).toList();
        if (after.size() < before.size()) {
            entries.decrementAndGet();
            put(entry.topic(), entry.key(), after);
        }
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
