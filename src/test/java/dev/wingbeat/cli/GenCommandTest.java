package dev.wingbeat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code gen} writes into a project, and what it leaves alone. */
class GenCommandTest {

    private static final String MAIN = "src/main/java/com/acme/chat/Main.java";

    @TempDir
    Path parent;

    private WrittenProject project;
    private Map<String, String> before;

    @BeforeEach
    void begin() throws IOException {
        project = WrittenProject.in(parent);
        before = project.texts();
    }

    private void assertNothingChanged() throws IOException {
        assertEquals(before, project.texts());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            channel  | Room      | RoomChannel       | // wingbeat: routes       | socket.channel("room:*", RoomChannel::new);
            channel  | GameLobby | GameLobbyChannel  | // wingbeat: routes       | socket.channel("game_lobby:*", GameLobbyChannel::new);
            socket   | User      | UserSocket        | // wingbeat: declarations | app.socket("/user", new UserSocket(app.config().endpoint().secretKeyBase()), socket -> {});
            presence | Room      | RoomPresence      | // wingbeat: declarations | var roomPresence = RoomPresence.of(app);
            room     | Match     | MatchRoom         | // wingbeat: declarations | app.rooms("match", MatchRoom::new, MatchRoom::options);
            room     | CardTable | CardTableRoom     | // wingbeat: declarations | app.rooms("card_table", CardTableRoom::new, CardTableRoom::options);
            """)
    void filesAreWrittenAndTheLineThatIsMissingIsPrinted(
            String kind, String name, String type, String marker, String line) throws IOException {
        var ran = project.gen(kind, name);
        String printed = """
                written  src/main/java/com/acme/chat/TYPE.java
                written  src/test/java/com/acme/chat/TYPETest.java

                One line is missing, in src/main/java/com/acme/chat/Main.java before MARKER:

                    LINE

                """.replace("TYPE", type).replace("MARKER", marker).replace("LINE", line);
        assertTrue(ran.out().startsWith(printed), ran::out);
        assertEquals(0, ran.status());
        var after = project.texts();
        assertTrue(after.keySet().removeIf(file -> file.contains(type)));
        assertEquals(before, after);
        project.compile(parent.resolve("classes"));
    }

    @ParameterizedTest
    @CsvSource({
        "channel, Room, RoomChannel",
        "socket, User, UserSocket",
        "presence, Room, RoomPresence",
        "room, Match, MatchRoom"
    })
    void appliedLineStandsBeforeItsMarkerAndNothingElseIsChanged(String kind, String name, String type)
            throws IOException {
        String line = line(kind, name);
        var after = project.texts();
        List<String> changed = after.get(MAIN).lines().toList();
        List<String> old = before.get(MAIN).lines().toList();
        int at = changed.indexOf(line);
        assertTrue(at > 0, after.get(MAIN));
        assertTrue(changed.get(at + 1).strip().startsWith("// wingbeat: "));
        assertEquals(indentation(changed.get(at + 1)), indentation(line));
        assertEquals(old, changed.stream().filter(one -> !one.equals(line)).toList());
        project.compile(parent.resolve("classes"));
        assertTrue(after.keySet().stream().anyMatch(file -> file.endsWith(type + "Test.java")));
    }

    /** Applies an addition; returns the line that has come into the source with the marker. */
    private String line(String kind, String name) throws IOException {
        var ran = project.gen(kind, name, "--apply");
        assertEquals(0, ran.status(), ran::err);
        var known = before.get(MAIN).lines().toList();
        return project.texts()
                .get(MAIN)
                .lines()
                .filter(line -> !known.contains(line))
                .findFirst()
                .orElseThrow();
    }

    private static int indentation(String line) {
        return line.length() - line.stripLeading().length();
    }

    @Test
    void allTogetherCompile() throws IOException {
        for (String[] wish : new String[][] {
            {"channel", "Room"},
            {"presence", "Room"},
            {"socket", "User"},
            {"channel", "Match", "--topic", "game:*"},
            {"room", "Match"}
        }) {
            var all = new ArrayList<>(List.of(wish));
            all.add("--apply");
            assertEquals(0, project.gen(all.toArray(String[]::new)).status());
        }
        String main = project.texts().get(MAIN);
        assertTrue(main.contains("socket.channel(\"game:*\", MatchChannel::new);"), main);
        project.compile(parent.resolve("classes"));
    }

    @Test
    void otherPackagesAreNamedInTheLine() throws IOException {
        var ran = project.gen("channel", "Room", "--package", "com.acme.chat.rooms", "--apply");
        assertEquals(0, ran.status(), ran::err);
        assertTrue(project.texts().get(MAIN).contains("com.acme.chat.rooms.RoomChannel::new"));
        project.compile(parent.resolve("classes"));
    }

    @Test
    void secondTimeIsRefused() throws IOException {
        assertEquals(0, project.gen("presence", "Room", "--apply").status());
        before = project.texts();
        assertEquals(
                new Ran(
                        1,
                        "",
                        "wingbeat: src/main/java/com/acme/chat/RoomPresence.java: is there already"
                                + " (expected: a name that is not taken)\n"),
                project.gen("presence", "Room", "--apply"));
        assertNothingChanged();
    }

    @Test
    void testThatIsThereKeepsTheOtherFileFromBeingWritten() throws IOException {
        Path test = project.folder().resolve("src/test/java/com/acme/chat/RoomChannelTest.java");
        Files.writeString(test, "mine");
        before = project.texts();
        assertEquals(1, project.gen("channel", "Room").status());
        assertNothingChanged();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2 | channel room               | name: room (expected: a capital letter, then letters and digits, such as Room, at most 40)
            2 | channel Ro-om              | name: Ro-om (expected: a capital letter, then letters and digits, such as Room, at most 40)
            2 | channel Test               | name: Test (expected: another one, since TestChannel is a type of Wingbeat that the test uses)
            2 | channel Room --topic room  | --topic: room (expected: a word and :*, such as room:*)
            2 | socket User --topic u:*    | --topic: u:* (expected: with gen channel only)
            2 | channel A --package a.new  | --package: a.new (expected: lower-case names with dots between them, and no Java keywords, such as com.acme.chat)
            2 | rooms Match                | kind: rooms (expected: one of channel, socket, presence, room)
            2 | room match                 | name: match (expected: a capital letter, then letters and digits, such as Room, at most 40)
            2 | room Match --topic m:*     | --topic: m:* (expected: with gen channel only)
            2 | room AnExtraordinarilyLongNameForAGame | name: AnExtraordinarilyLongNameForAGame (expected: one that is not longer than 32 characters as a kind of rooms, not an_extraordinarily_long_name_for_a_game)
            1 | room Chat                  | chat:*: is in src/main/java/com/acme/chat/Main.java already (expected: one that is not taken)
            2 | channel                    | no name (expected: a name such as Room)
            1 | channel Chat               | src/main/java/com/acme/chat/ChatChannel.java: is there already (expected: a name that is not taken)
            1 | channel Talk --topic chat:* | chat:*: is in src/main/java/com/acme/chat/Main.java already (expected: one that is not taken)
            """)
    void whatCannotBeIsRefusedBeforeAnythingIsWritten(int status, String arguments, String problem) throws IOException {
        assertEquals(new Ran(status, "", "wingbeat: " + problem + '\n'), project.gen(arguments.split(" ")));
        assertNothingChanged();
    }

    @Test
    void withoutTheMarkerThePackageIsAskedForAndNothingIsApplied() throws IOException {
        Path main = project.source("Main");
        Files.writeString(main, before.get(MAIN).replace("            // wingbeat: routes\n", ""));
        before = project.texts();
        assertEquals(
                "wingbeat: --package: none, and no source has the line // wingbeat: routes"
                        + " (expected: one of them, to tell the package)\n",
                project.gen("channel", "Room").err());
        assertEquals(
                "wingbeat: --apply: no source has the line // wingbeat: routes"
                        + " (expected: one, below src/main/java)\n",
                project.gen("channel", "Room", "--package", "com.acme.chat", "--apply")
                        .err());
        assertNothingChanged();
        var ran = project.gen("channel", "Room", "--package", "com.acme.chat");
        assertEquals(0, ran.status());
        assertTrue(ran.out().contains("\nOne line is missing, where your application declares what it serves:\n"));
    }

    @Test
    void markerInTwoSourcesIsRefused() throws IOException {
        Files.writeString(project.source("Other"), "class Other {\n    // wingbeat: routes\n}\n");
        before = project.texts();
        assertEquals(
                "wingbeat: // wingbeat: routes: in src/main/java/com/acme/chat/Main.java and"
                        + " src/main/java/com/acme/chat/Other.java (expected: in one source)\n",
                project.gen("channel", "Room").err());
        assertNothingChanged();
    }

    @Test
    void dryRunWritesNothing() throws IOException {
        var ran = project.gen("channel", "Room", "--apply", "--dry-run");
        assertEquals(
                new Ran(
                        0,
                        "src/main/java/com/acme/chat/RoomChannel.java\nsrc/test/java/com/acme/chat/RoomChannelTest.java\n",
                        ""),
                ran);
        assertNothingChanged();
    }

    /** A file stands where the folder of the test would be made, behind the channel. */
    @Test
    void whatWasWrittenIsTakenBackWhenTheRestCannotBe() throws IOException {
        Files.writeString(project.folder().resolve("src/test/java/com/acme/chat/rooms"), "mine");
        before = project.texts();
        var ran = project.gen("channel", "Room", "--package", "com.acme.chat.rooms", "--apply");
        assertEquals(1, ran.status());
        assertTrue(ran.err().contains("/rooms: is there already (expected: "), ran::err);
        assertNothingChanged();
    }

    @Test
    void folderWithoutAProjectIsRefused() {
        assertEquals(
                new Ran(
                        2,
                        "",
                        "wingbeat: --dir: " + parent
                                + " (expected: the folder of a project, with pom.xml and src/main/java)\n"),
                Ran.of("gen", "channel", "Room", "--dir", parent.toString()));
    }
}
