package dev.wingbeat.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.load.JsonCursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The presences of a topic as one client sees them: merged from states and diffs by {@code phx_ref}, as phoenix.js does. Diffs
 * before the first state wait for it.
 */
final class PresenceView {

    private static final byte[] METAS = "metas".getBytes(UTF_8);
    private static final byte[] REF = "phx_ref".getBytes(UTF_8);
    private static final byte[] JOINS = "joins".getBytes(UTF_8);

    /** The content of one diff: the refs of each key. */
    private record Diff(Map<String, List<String>> joins, Map<String, List<String>> leaves) {}

    private final List<Diff> early = new ArrayList<>();
    private Map<String, List<String>> present = new HashMap<>();
    private boolean synced;

    /** Returns how many keys are there; none before the first state. */
    int size() {
        return synced ? present.size() : 0;
    }

    /** Returns the refs of a key, those that came first in front. */
    List<String> refs(String key) {
        return present.getOrDefault(key, List.of());
    }

    /** Merges a {@code presence_state}. Whatever was seen before, this is who is there now. */
    void state(JsonCursor cursor, byte[] json) {
        present = list(cursor, json);
        synced = true;
        early.forEach(this::apply);
        early.clear();
    }

    /** Merges a {@code presence_diff}. */
    void diff(JsonCursor cursor, byte[] json) {
        Map<String, List<String>> joins = Map.of();
        Map<String, List<String>> leaves = Map.of();
        cursor.need('{');
        do {
            cursor.string();
            boolean joining = cursor.was(JOINS);
            cursor.need(':');
            if (joining) {
                joins = list(cursor, json);
            } else {
                leaves = list(cursor, json);
            }
        } while (cursor.more('}'));
        var diff = new Diff(joins, leaves);
        if (synced) {
            apply(diff);
        } else {
            early.add(diff);
        }
    }

    private void apply(Diff diff) {
        diff.joins.forEach((key, joining) -> {
            var refs = new ArrayList<>(refs(key));
            refs.removeAll(joining);
            refs.addAll(joining);
            present.put(key, refs);
        });
        diff.leaves.forEach((key, leaving) -> {
            var refs = new ArrayList<>(refs(key));
            refs.removeAll(leaving);
            if (refs.isEmpty()) {
                present.remove(key);
            } else {
                present.put(key, refs);
            }
        });
    }

    /** Reads {@code {KEY: {"metas": [{"phx_ref": REF, …}, …], …}, …}}. */
    private static Map<String, List<String>> list(JsonCursor cursor, byte[] json) {
        var list = new HashMap<String, List<String>>();
        cursor.need('{');
        if (cursor.take('}')) {
            return list;
        }
        do {
            cursor.string();
            var key = text(cursor, json);
            cursor.need(':');
            var refs = new ArrayList<String>(1);
            entry(cursor, json, refs);
            list.put(key, refs);
        } while (cursor.more('}'));
        return list;
    }

    private static void entry(JsonCursor cursor, byte[] json, List<String> refs) {
        cursor.need('{');
        do {
            cursor.string();
            boolean metas = cursor.was(METAS);
            cursor.need(':');
            if (metas) {
                cursor.need('[');
                if (!cursor.take(']')) {
                    do {
                        meta(cursor, json, refs);
                    } while (cursor.more(']'));
                }
            } else {
                cursor.skip();
            }
        } while (cursor.more('}'));
    }

    private static void meta(JsonCursor cursor, byte[] json, List<String> refs) {
        cursor.need('{');
        do {
            cursor.string();
            boolean ref = cursor.was(REF);
            cursor.need(':');
            if (ref) {
                cursor.string();
                refs.add(text(cursor, json));
            } else {
                cursor.skip();
            }
        } while (cursor.more('}'));
    }

    private static String text(JsonCursor cursor, byte[] json) {
        return new String(json, cursor.from(), cursor.to() - cursor.from(), UTF_8);
    }
}
