package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cuts a state into parts that fit into frames: the first replaces, the others are merged into it. */
final class StateParts {

    /** The most bytes of a part, without what is around it. */
    static final int MAX_BYTES = 59 * 1024;

    private final List<Map<String, Object>> parts = new ArrayList<>();
    private Map<String, Object> part = new LinkedHashMap<>();
    private int size = 2;

    private StateParts() {}

    /** Returns the parts, in order; one when everything fits. */
    static List<Map<String, Object>> of(Map<String, Object> state) {
        var cut = new StateParts();
        cut.addAll(List.of(), state);
        cut.parts.add(cut.part);
        return cut.parts;
    }

    private void addAll(List<String> path, Map<?, ?> values) {
        int around =
                path.stream().mapToInt(step -> StateValues.keyWeight(step) + 2).sum();
        values.forEach((name, value) -> {
            String key = (String) name;
            int bytes =
                    around + 6 * StateValues.keyWeight(key) + Payload.of(value).length();
            if (bytes > MAX_BYTES && value instanceof Map<?, ?> map && !map.isEmpty()) {
                var within = new ArrayList<>(path);
                within.add(key);
                addAll(within, map);
                return;
            }
            if (size + bytes > MAX_BYTES && size > 2) {
                parts.add(part);
                part = new LinkedHashMap<>();
                size = 2;
            }
            put(path, key, value);
            size += bytes;
        });
    }

    @SuppressWarnings("unchecked") // what is on the path was made here
    private void put(List<String> path, String key, Object value) {
        Map<String, Object> at = part;
        for (String step : path) {
            at = (Map<String, Object>) at.computeIfAbsent(step, ignored -> new LinkedHashMap<String, Object>());
        }
        at.put(key, value);
    }
}
