package dev.wingbeat.godot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.sample.SampleHub;
import dev.wingbeat.support.Patience;
import dev.wingbeat.testkit.TestHub;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The arena as a project of Godot: two bots and one that draws, on two nodes; the room is on the third, which is killed. */
@NeedsGodot(addon = true)
class GodotArenaTest {

    private static final Path PROJECT = Path.of("src", "examples", "godot");
    private static final Pattern SCRIPT = Pattern.compile("```gdscript\n(extends Node.*?)```", Pattern.DOTALL);
    private static final int OWNER = 2;

    @RegisterExtension
    final TestHub hub =
            TestHub.clusterOfApplication(3, List.of(), SampleHub::declare).patience(Patience.LIMIT);

    @TempDir
    private Path folder;

    private String url(int node) {
        return "ws://localhost:" + hub.port(node) + "/socket";
    }

    private Godot play(int node, String room, String name, String... more) throws IOException {
        Path copy = folder.resolve(name);
        Godot.copyWithAddon(PROJECT, copy);
        var arguments = new ArrayList<>(List.of("--url=" + url(node), "--room=" + room, "--name=" + name));
        arguments.addAll(List.of(more));
        return Godot.start(copy, arguments.toArray(String[]::new));
    }

    private Godot bot(int node, String room, String name, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of(more));
        arguments.add("--bot=600");
        return play(node, room, name, arguments.toArray(String[]::new));
    }

    /** Waits until a bot has seen something, and is playing. */
    private static JsonObject await(Godot bot, Predicate<JsonObject> wanted) {
        return await(bot, "Playing", wanted);
    }

    private static JsonObject await(Godot bot, String status, Predicate<JsonObject> wanted) {
        return new JsonObject(bot.await(line -> line.startsWith("{")
                && new JsonObject(line).getString("status").equals(status)
                && wanted.test(new JsonObject(line))));
    }

    private static Set<Object> set(JsonObject told, String key) {
        return told.getJsonArray(key).stream().collect(Collectors.toSet());
    }

    private String roomOfOwner() {
        String made = "";
        while (hub.endpoint(OWNER).rooms("arena").size() == 0) {
            made = hub.endpoint(0).rooms("arena").create(Map.of()).await();
        }
        return made;
    }

    @Test
    void botsMoveCollectSeeEachOtherAndPlayOnWhenTheNodeOfTheRoomIsKilled() throws IOException {
        String room = roomOfOwner();
        try (var ann = bot(0, room, "Ann");
                var bob = bot(1, room, "Bob");
                var cid = play(0, room, "Cid")) {
            var bots = List.of(ann, bob);
            for (Godot bot : bots) {
                JsonObject told = await(
                        bot,
                        seen -> set(seen, "names").equals(Set.of("Ann", "Bob", "Cid"))
                                && seen.getInteger("shown") == 3
                                && seen.getInteger("score") > 0
                                && seen.getInteger("ping") >= 0);
                assertTrue(told.getInteger("way") > 0, told::encode);
                assertEquals(1, set(told, "nodes").size(), told::encode);
            }
            hub.kill(OWNER);
            for (Godot bot : bots) {
                JsonObject told = await(bot, seen -> set(seen, "nodes").size() == 2 && seen.getInteger("shown") == 3);
                await(
                        bot,
                        seen -> seen.getInteger("way") > told.getInteger("way")
                                && seen.getInteger("score") > told.getInteger("score"));
            }
            for (Godot each : List.of(ann, bob, cid)) {
                assertEquals("", each.complaints());
            }
        }
    }

    @Test
    void aSpectatorSeesWhoPlaysAndIsNotOneOfThem() throws IOException {
        String room = roomOfOwner();
        try (var ann = bot(0, room, "Ann");
                var eve = bot(1, room, "Eve", "--watch=1")) {
            await(ann, seen -> seen.getInteger("watching") == 1 && seen.getInteger("score") > 0);
            JsonObject told = await(eve, "Watching", seen -> seen.getInteger("shown") == 1);
            assertEquals(Set.of("Ann"), set(told, "names"));
            assertEquals(0, told.getInteger("way"));
            hub.kill(OWNER);
            await(eve, "Watching", seen -> set(seen, "nodes").size() == 2 && seen.getInteger("watching") == 1);
            for (Godot each : List.of(ann, eve)) {
                assertEquals("", each.complaints());
            }
        }
    }

    @Test
    void scriptOfTheHowToConnectsAndHearsWhatItShouts() throws IOException {
        Matcher script = SCRIPT.matcher(Files.readString(Path.of("src", "docs", "howto", "godot.md")));
        assertTrue(script.find(), "godot.md (expected: a script)");
        Path copy = folder.resolve("how-to");
        Godot.copyWithAddon(Path.of("src", "test", "resources", "godot"), copy);
        Files.writeString(
                copy.resolve("client.gd"),
                script.group(1).replace("ws://localhost:4000/socket", url(0)).replace("print(", "printerr("));
        try (var godot = Godot.start(copy)) {
            godot.await("shout ok {text:hello}"::equals);
            assertEquals("", godot.complaints());
        }
    }
}
