package dev.wingbeat.godot;

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
import org.junit.jupiter.api.io.TempDir;

/** The function by which games in Godot follow the state of a room, as the documentation shows it, in a real Godot. */
@NeedsGodot
class GodotMergeTest {

    private static final Pattern MERGE = Pattern.compile("```gdscript\n(static func merge.*?)```", Pattern.DOTALL);

    private static final String BEGIN = "extends SceneTree\n\n";

    private static final String MAIN = """

            func _init():
                var file = File.new()
                file.open("res://cases.json", File.READ)
                var cases = JSON.parse(file.get_as_text()).result
                file.close()
                var merged = []
                for pair in cases:
                    merged.append(merge(pair[0], pair[1]))
                file.open("res://merged.json", File.WRITE)
                file.store_string(to_json([cases, merged]))
                file.close()
                quit()
            """;

    @TempDir
    private Path folder;

    @Test
    void mergesAsTheServerDoesAndChangesNothingThatItIsGiven() throws IOException {
        Matcher merge = MERGE.matcher(Files.readString(Path.of("src", "docs", "rooms.md")));
        assertTrue(merge.find(), "rooms.md (expected: a function merge)");
        MergeCases cases = MergeCases.make();
        Files.writeString(folder.resolve("merge.gd"), BEGIN + merge.group(1) + MAIN);
        Files.writeString(folder.resolve("cases.json"), cases.cases().encode());
        try (var godot = Godot.start(folder, "-s", "merge.gd")) {
            assertEquals("", godot.untilItEnds());
        }
        var told = new JsonArray(Files.readString(folder.resolve("merged.json")));
        assertEquals(cases.merged(), told.getJsonArray(1));
        assertEquals(cases.cases(), told.getJsonArray(0));
    }
}
