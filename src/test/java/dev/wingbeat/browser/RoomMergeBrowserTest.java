package dev.wingbeat.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.json.MergeCases;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The function by which pages follow the state of a room, as the documentation shows it, in a real browser. */
@NeedsBrowser
class RoomMergeBrowserTest {

    private static final Pattern MERGE = Pattern.compile("```js\n(function merge.*?)```", Pattern.DOTALL);

    @Test
    void mergesAsTheServerDoes(Browser browser) throws IOException {
        Matcher merge = MERGE.matcher(Files.readString(Path.of("src", "docs", "rooms.md")));
        assertTrue(merge.find(), "rooms.md (expected: a function merge)");
        BrowserWindow window = browser.window();
        MergeCases cases = MergeCases.make();
        Object merged = window.await(
                merge.group(1) + "arguments[1](JSON.stringify(JSON.parse(arguments[0]).map(([t, p]) => merge(t, p))))",
                cases.cases().encode());
        assertEquals(cases.merged(), new JsonArray(String.valueOf(merged)));
    }
}
