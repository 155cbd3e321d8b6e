package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.json.MergePatch;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The function by which pages follow the state of a room, as the documentation shows it, in a real browser. */
@NeedsBrowser
class RoomMergeBrowserTest {

    private static final Pattern MERGE = Pattern.compile("```js\n(function merge.*?)```", Pattern.DOTALL);
    private static final int CASES = 300;

    @Test
    void mergesAsTheServerDoes(Browser browser) throws IOException {
        Matcher merge = MERGE.matcher(Files.readString(Path.of("src", "docs", "rooms.md")));
        assertTrue(merge.find(), "rooms.md (expected: a function merge)");
        BrowserWindow window = browser.window();
        var random = new SplittableRandom(7);
        var cases = new JsonArray();
        var expected = new JsonArray();
        for (int i = 0; i < CASES; i++) {
            Object target = value(random, 3);
            Object patch = value(random, 3);
            cases.add(new JsonArray().add(target).add(patch));
            expected.add(MergePatch.apply(target, patch));
        }
        Object merged = window.await(
                merge.group(1) + "arguments[1](JSON.stringify(JSON.parse(arguments[0]).map(([t, p]) => merge(t, p))))",
                cases.encode());
        assertEquals(expected, new JsonArray(String.valueOf(merged)));
    }

    private static @Nullable Object value(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> null;
            case 1 -> random.nextInt(3);
            case 2 -> "text";
            case 3 -> new JsonArray().add(random.nextInt(2));
            default -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    object.put("k" + random.nextInt(3), value(random, depth - 1));
                }
                yield object;
            }
        };
    }
}
