package dev.wingbeat.tracker;

import static java.lang.System.Logger.Level.ERROR;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.Merge;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.RateLimitedLog;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes the lists of a shard, and tells the listener. Confined to the shard's context. */
final class ListChanges {

    private static final System.Logger LOGGER = System.getLogger(ListChanges.class.getName());
    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, ERROR);

    private final PresenceLists lists;
    private final TrackerListener listener;

    ListChanges(PresenceLists lists, TrackerListener listener) {
        this.lists = lists;
        this.listener = listener;
    }

    /** Changes the lists first, then tells the listener, topic by topic. */
    void announce(Collection<Entry<Payload>> joins, Collection<Entry<Payload>> leaves) {
        lists.change(joins, leaves);
        Map<String, Merge<Payload>> byTopic = new LinkedHashMap<>();
        Map<String, List<Entry<Payload>>> joined = new LinkedHashMap<>();
        Map<String, List<Entry<Payload>>> gone = new LinkedHashMap<>();
        for (Entry<Payload> entry : joins) {
            joined.computeIfAbsent(entry.topic(), topic -> new ArrayList<>()).add(entry);
        }
        for (Entry<Payload> entry : leaves) {
            gone.computeIfAbsent(entry.topic(), topic -> new ArrayList<>()).add(entry);
        }
        joined.forEach((topic, entries) ->
                byTopic.put(topic, new Merge<>(entries, gone.getOrDefault(topic, List.of()))));
        gone.forEach((topic, entries) -> byTopic.putIfAbsent(topic, new Merge<>(List.of(), entries)));
        byTopic.forEach(this::tell);
    }

    private void tell(String topic, Merge<Payload> change) {
        try {
            listener.changed(topic, change.joins(), change.leaves());
        } catch (Throwable e) {
            FAILED.log(() -> "a change of " + LogText.of(topic) + " could not be announced", e);
        }
    }
}
