package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters that a room is made with. Internal seam.
 *
 * @param params for the application
 * @param label by what it is found at first
 * @param hidden whether lobbies do not show it
 */
public record RoomParams(Payload params, Map<String, Object> label, boolean hidden) {

    private static final int MAX_LABEL_KEYS = 16;
    private static final int MAX_LABEL_BYTES = 1024;

    /** Makes those of a room that has no label yet. */
    public static RoomParams of(Payload params) {
        return new RoomParams(params, Map.of(), false);
    }

    /**
     * Returns a copy of a label.
     *
     * @throws IllegalArgumentException when it is too large, or has something else than text, numbers and booleans
     */
    public static Map<String, Object> checkedLabel(Map<String, ?> label) {
        Map<String, Object> copy = new LinkedHashMap<>();
        label.forEach((name, value) -> {
            if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
                throw new IllegalArgumentException(
                        "label." + name + ": " + value + " (expected: text, a number or a boolean)");
            }
            copy.put(name, value);
        });
        int bytes = Payload.of(copy).length();
        if (copy.size() > MAX_LABEL_KEYS || bytes > MAX_LABEL_BYTES) {
            throw new IllegalArgumentException("label: " + copy.size() + " keys, " + bytes + " bytes (expected: <= "
                    + MAX_LABEL_KEYS + " keys, " + MAX_LABEL_BYTES + " bytes)");
        }
        return copy;
    }
}
