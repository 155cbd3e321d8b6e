package dev.wingbeat.presence;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The net changes of a topic since the last diff: who came and went meanwhile is not in it, and of several updates the
 * last. Confined to the topic's context.
 */
final class PendingChanges {

    private static final Comparator<Entry<Payload>> ORDER = Comparator.<Entry<Payload>>comparingLong(Entry::owner)
            .thenComparing(entry -> entry.dot().replica());

    /** The identity that all versions of one presence share. */
    private record Identity(ReplicaId replica, long owner, String key) {
        static Identity of(Entry<Payload> entry) {
            return new Identity(entry.dot().replica(), entry.owner(), entry.key());
        }
    }

    /**
     * The changes of one presence.
     *
     * @param announced what clients know, null for nothing
     * @param current what there is, null when it has gone
     */
    private record Change(
            @Nullable Entry<Payload> announced, @Nullable Entry<Payload> current) {

        boolean isUpdate() {
            return announced != null && current != null;
        }

        boolean isNone() {
            return announced == null ? current == null : announced.equals(current);
        }
    }

    private final Map<Identity, Change> changes = new LinkedHashMap<>();

    boolean isEmpty() {
        return changes.isEmpty();
    }

    /** Notes a change. */
    void add(List<Entry<Payload>> joins, List<Entry<Payload>> leaves) {
        for (Entry<Payload> left : leaves) {
            Change before = changes.get(Identity.of(left));
            put(left, before == null ? new Change(left, null) : new Change(before.announced, null));
        }
        for (Entry<Payload> joined : joins) {
            Change before = changes.get(Identity.of(joined));
            put(joined, new Change(before == null ? null : before.announced, joined));
        }
    }

    private void put(Entry<Payload> of, Change change) {
        if (change.isNone()) {
            changes.remove(Identity.of(of));
        } else {
            changes.put(Identity.of(of), change);
        }
    }

    /** Forgets the changes. */
    void clear() {
        changes.clear();
    }

    /** Returns the changes as a diff, and forgets them. */
    PresenceDiff take() {
        Map<String, List<PresenceMeta>> joins = new LinkedHashMap<>();
        Map<String, List<PresenceMeta>> leaves = new LinkedHashMap<>();
        for (boolean updates : new boolean[] {true, false}) { // updates first: the two metas of one have the same index
            changes.forEach((identity, change) -> {
                if (change.isUpdate() == updates) {
                    put(joins, change.current);
                    put(leaves, change.announced);
                }
            });
        }
        changes.clear();
        return new PresenceDiff(entries(joins), entries(leaves));
    }

    private static void put(Map<String, List<PresenceMeta>> metas, @Nullable Entry<Payload> entry) {
        if (entry != null) {
            metas.computeIfAbsent(entry.key(), key -> new ArrayList<>(1)).add(new PresenceMeta(entry.value()));
        }
    }

    private static Map<String, PresenceEntry> entries(Map<String, List<PresenceMeta>> metas) {
        Map<String, PresenceEntry> entries = new LinkedHashMap<>();
        metas.forEach((key, of) -> entries.put(key, new PresenceEntry(of)));
        return entries;
    }

    /** Returns a list as it was at the last diff. */
    Map<String, List<PresenceMeta>> undone(Map<String, List<Entry<Payload>>> list) {
        Map<String, List<Change>> byKey = new LinkedHashMap<>();
        changes.forEach((identity, change) ->
                byKey.computeIfAbsent(identity.key, key -> new ArrayList<>(1)).add(change));
        Map<String, List<PresenceMeta>> result = LinkedHashMap.newLinkedHashMap(list.size() + byKey.size());
        list.forEach((key, entries) -> {
            List<Change> of = byKey.remove(key);
            put(result, key, of == null ? entries : undone(entries, of));
        });
        byKey.forEach((key, of) -> put(result, key, undone(List.of(), of)));
        return result;
    }

    private static List<Entry<Payload>> undone(List<Entry<Payload>> entries, List<Change> changes) {
        List<Entry<Payload>> result = new ArrayList<>(entries);
        for (Change change : changes) {
            result.remove(change.current);
            if (change.announced != null) {
                result.add(change.announced);
            }
        }
        result.sort(ORDER);
        return result;
    }

    private static void put(Map<String, List<PresenceMeta>> result, String key, List<Entry<Payload>> entries) {
        if (!entries.isEmpty()) {
            result.put(key, metas(entries));
        }
    }

    /** Returns the metas of entries. */
    static List<PresenceMeta> metas(List<Entry<Payload>> entries) {
        Function<Entry<Payload>, PresenceMeta> meta = entry -> new PresenceMeta(entry.value());
        return entries.stream().map(meta).toList();
    }
}
