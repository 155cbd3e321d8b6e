package dev.wingbeat.json;

import io.vertx.core.json.JsonArray;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What functions of other languages are to merge: random pairs of a target and a patch, with keys to be removed, nested objects, lists,
 * numbers, values of one kind in place of another, and keys that mean something to JavaScript.
 *
 * @param cases pairs of a target and a patch
 * @param merged what {@link MergePatch} makes of each pair
 */
public record MergeCases(JsonArray cases, JsonArray merged) {

    private static final int SIZE = 300;
    private static final String[] KEYS = {"k0", "k1", "k2", "__proto__", "constructor"};

    /** Makes them: the same ones each time. */
    public static MergeCases make() {
        var random = new SplittableRandom(7);
        var cases = new JsonArray();
        var merged = new JsonArray();
        for (int i = 0; i < SIZE; i++) {
            Object target = value(random, 3);
            Object patch = value(random, 3);
            cases.add(new JsonArray().add(target).add(patch));
            merged.add(MergePatch.apply(target, patch));
        }
        return new MergeCases(cases, merged);
    }

    private static @Nullable Object value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 0 ? 7 : 5)) {
            case 0 -> null;
            case 1 -> random.nextInt(3);
            case 2 -> random.nextInt(-4, 4) / 2.0;
            case 3 -> random.nextBoolean() ? "text" : random.nextBoolean();
            case 4 -> new JsonArray().add(random.nextInt(2));
            default -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.put(KEYS[random.nextInt(KEYS.length)], value(random, depth - 1));
                }
                yield object;
            }
        };
    }
}
