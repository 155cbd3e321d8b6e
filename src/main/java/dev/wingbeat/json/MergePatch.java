package dev.wingbeat.json;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON merge patches as of RFC 7386, over maps, lists, text, numbers, booleans and null. Internal seam. */
public final class MergePatch {

    private MergePatch() {}

    /** Returns what a patch makes of a value; neither is changed. */
    public static @Nullable Object apply(@Nullable Object target, @Nullable Object patch) {
        if (!(patch instanceof Map<?, ?> changes)) {
            return patch;
        }
        Map<String, @Nullable Object> merged = new LinkedHashMap<>();
        if (target instanceof Map<?, ?> before) {
            before.forEach((key, value) -> merged.put((String) key, value));
        }
        changes.forEach((key, change) -> {
            if (change == null) {
                merged.remove((String) key);
            } else {
                merged.put((String) key, apply(merged.get(key), change));
            }
        });
        return merged;
    }
}
