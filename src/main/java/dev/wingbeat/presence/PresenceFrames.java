package dev.wingbeat.presence;

import dev.wingbeat.json.JsonText;
import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes states and diffs as payloads, none larger than a limit. Metas are copied byte by byte. What happens to one key stays
 * in one diff unless that alone is too large; then each part has as many leaves as joins, so that the key is never gone for
 * a moment.
 */
final class PresenceFrames {

    /** The size of a frame around topic and payload, in either version of the protocol: names, quotes, a join_ref. */
    private static final int AROUND = 160;

    private static final String JOINS = "{\"joins\":{";
    private static final String LEAVES = "},\"leaves\":{";
    private static final String END = "}}";
    private static final String METAS = ":{\"metas\":[";

    private final int limit;
    private final List<Payload> diffs = new ArrayList<>();
    private JsonBytes joins = new JsonBytes();
    private JsonBytes leaves = new JsonBytes();

    private PresenceFrames(int limit) {
        this.limit = limit - JOINS.length() - LEAVES.length() - END.length();
    }

    /** Returns how large the payloads of a topic may be if no frame is to be larger than {@code maxFrame}. */
    static int payloadLimit(String topic, int maxFrame) {
        return Math.max(maxFrame / 2, maxFrame - AROUND - JsonText.quotedLength(topic));
    }

    /** Returns how large a meta of a key may be: so large that an update of it, the old and the new, fits into one diff. */
    static int metaLimit(String topic, String key, int maxFrame) {
        return (payloadLimit(topic, maxFrame) - AROUND) / 2 - JsonText.quotedLength(key) - AROUND;
    }

    /** Writes a diff: one payload, more when it is large. */
    static List<Payload> diff(PresenceDiff diff, int limit) {
        var frames = new PresenceFrames(limit);
        for (String key : keys(diff)) {
            frames.add(new KeyChange(key, diff.joins().get(key), diff.leaves().get(key)));
        }
        frames.flush();
        return frames.diffs;
    }

    /** Writes a state: one payload, and diffs with joins for what does not fit into it. */
    static List<Payload> state(Map<String, PresenceEntry> entries, int limit) {
        var state = new JsonBytes();
        var rest = new PresenceFrames(limit);
        entries.forEach((key, entry) -> {
            var change = new KeyChange(key, entry, null);
            if (state.length() + change.length() + 2 <= limit) {
                change.joins(state);
            } else {
                rest.add(change);
            }
        });
        rest.flush();
        List<Payload> parts = new ArrayList<>(rest.diffs.size() + 1);
        parts.add(new JsonBytes().raw("{").append(state).raw("}").payload());
        parts.addAll(rest.diffs);
        return List.copyOf(parts);
    }

    private static Set<String> keys(PresenceDiff diff) {
        Set<String> keys = new LinkedHashSet<>(diff.joins().keySet());
        keys.addAll(diff.leaves().keySet());
        return keys;
    }

    private void add(KeyChange change) {
        if (used() + change.length() > limit) {
            flush();
        }
        if (change.length() <= limit) {
            write(change);
            return;
        }
        for (KeyChange part : change.parts(limit)) {
            flush();
            write(part);
        }
    }

    private void write(KeyChange change) {
        change.joins(joins);
        change.leaves(leaves);
    }

    private int used() {
        return joins.length() + leaves.length();
    }

    private void flush() {
        if (used() > 0) {
            diffs.add(new JsonBytes()
                    .raw(JOINS)
                    .append(joins)
                    .raw(LEAVES)
                    .append(leaves)
                    .raw(END)
                    .payload());
            joins = new JsonBytes();
            leaves = new JsonBytes();
        }
    }

    /** One side of what happens to a key: its metas, and the fields beside them. */
    private record Side(List<PresenceMeta> metas, @Nullable Payload fields) {
        static final Side NONE = new Side(List.of(), null);

        static Side of(@Nullable PresenceEntry entry) {
            return entry == null
                    ? NONE
                    : new Side(entry.metas(), entry.fields().isEmpty() ? null : Payload.of(entry.fields()));
        }

        /** Returns the size of the key, its metas from an index on up to another, and its fields. */
        int length(String key, int from, int to) {
            if (from >= Math.min(to, metas.size())) {
                return 0;
            }
            int length = JsonText.quotedLength(key) + METAS.length() + 3 + (fields == null ? 0 : fields.length());
            for (PresenceMeta meta : metas.subList(from, Math.min(to, metas.size()))) {
                length += meta.payload().length() + 1;
            }
            return length;
        }

        Side part(int from, int to) {
            int size = metas.size();
            return new Side(metas.subList(Math.min(from, size), Math.min(to, size)), fields);
        }

        void write(String key, JsonBytes out) {
            if (metas.isEmpty()) {
                return;
            }
            out.raw(out.length() == 0 ? "" : ",").quoted(key).raw(METAS);
            for (int i = 0; i < metas.size(); i++) {
                out.raw(i == 0 ? "" : ",").payload(metas.get(i).payload());
            }
            out.raw("]");
            if (fields != null) {
                out.raw(",").fieldsOf(fields);
            }
            out.raw("}");
        }
    }

    /** The change of one key. */
    private record KeyChange(String key, Side joined, Side left, int length) {

        KeyChange(String key, @Nullable PresenceEntry joined, @Nullable PresenceEntry left) {
            this(key, Side.of(joined), Side.of(left));
        }

        private KeyChange(String key, Side joined, Side left) {
            this(key, joined, left, joined.length(key, 0, Integer.MAX_VALUE) + left.length(key, 0, Integer.MAX_VALUE));
        }

        /** Returns it in parts that fit, as far as a single meta does. */
        List<KeyChange> parts(int limit) {
            int size = Math.max(joined.metas.size(), left.metas.size());
            List<KeyChange> parts = new ArrayList<>();
            int from = 0;
            for (int to = 1; to <= size; to++) {
                if (to == size || joined.length(key, from, to + 1) + left.length(key, from, to + 1) > limit) {
                    parts.add(new KeyChange(key, joined.part(from, to), left.part(from, to)));
                    from = to;
                }
            }
            return parts;
        }

        void joins(JsonBytes out) {
            joined.write(key, out);
        }

        void leaves(JsonBytes out) {
            left.write(key, out);
        }
    }
}
