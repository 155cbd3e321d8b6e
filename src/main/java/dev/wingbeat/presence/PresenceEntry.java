package dev.wingbeat.presence;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything present under one key: a meta for each presence, and the fields that {@link PresenceOptions.Fetch} has added.
 * Immutable.
 *
 * @param metas the presences of the key, the oldest owner first
 * @param fields the fields beside {@code metas} on the wire: anything Jackson can write, by name
 */
public record PresenceEntry(List<PresenceMeta> metas, Map<String, Object> fields) {

    private static final String METAS = "metas";

    /**
     * Copies the parts.
     *
     * @throws IllegalArgumentException when a field is named {@code metas}
     */
    public PresenceEntry {
        metas = List.copyOf(metas);
        if (fields.containsKey(METAS)) {
            throw new IllegalArgumentException("field: metas (expected: any other name)");
        }
        fields = fields.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** Makes an entry without further fields. */
    public PresenceEntry(List<PresenceMeta> metas) {
        this(metas, Map.of());
    }

    /** Returns a copy with one more field beside the metas. */
    public PresenceEntry with(String field, Object value) {
        var more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new PresenceEntry(metas, more);
    }

    /** Returns the entry as it is on the wire: the metas, and the fields beside them. */
    public JsonObject json() {
        var array = new JsonArray();
        metas.forEach(meta -> array.add(meta.as(JsonObject.class)));
        var object = new JsonObject().put(METAS, array);
        fields.forEach(object::put);
        return object;
    }
}
