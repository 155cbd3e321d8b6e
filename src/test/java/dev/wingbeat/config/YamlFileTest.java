package dev.wingbeat.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlFileTest {

    private static Node.Fields read(String text) {
        var problems = new Problems();
        Node.Fields fields = YamlFile.read("hub.yaml", text, problems);
        problems.throwIfAny();
        return fields;
    }

    private static List<String> problems(String text) {
        var problems = new Problems();
        var unused = YamlFile.read("hub.yaml", text, problems);
        return assertThrows(ConfigException.class, problems::throwIfAny).lines();
    }

    @Test
    void valuesStayWhatWasWritten() {
        assertEquals(
                Map.of(
                        "port", "04000",
                        "compress", "on",
                        "log-level", "off",
                        "node-name", "null",
                        "origins", List.of("https://a.example", "//b.example"),
                        "limits", Map.of("messages", Map.of("rate", "1.50"))),
                read("""
                        # a hub
                        port: 04000
                        compress: on
                        log-level: 'off'
                        node-name: "null"
                        origins:
                          - https://a.example
                          - //b.example
                        limits:
                          messages: {rate: 1.50}
                        """).content());
    }

    @Test
    void everythingHasItsPlace() {
        Node.Fields root = read("limits:\n  messages:\n    rate: 5\n");
        var limits = (Node.Fields) root.fields().get("limits").value();
        var messages = (Node.Fields) limits.fields().get("messages").value();
        assertEquals(
                new Place("hub.yaml", 2, 3), limits.fields().get("messages").place());
        assertEquals(
                "hub.yaml:3:11", messages.fields().get("rate").value().place().toString());
    }

    @Test
    void fileWithoutKeysIsEmpty() {
        assertEquals(Map.of(), read("").fields());
        assertEquals(Map.of(), read("# nothing\n\n").fields());
        assertEquals(Map.of(), read("---\n").fields());
    }

    /** In whichever form, and however deep: the library goes down into it by calling itself. */
    @Test
    void whatIsNestedTooDeeplyIsRefused() {
        String expected = "nested too deeply (expected: at most 32 levels)";
        for (int levels : new int[] {40, 3_000, 100_000}) {
            for (String text : List.of(
                    "a: " + "[".repeat(levels) + "]".repeat(levels),
                    "{a: ".repeat(levels) + "1" + "}".repeat(levels),
                    "? ".repeat(levels) + "a")) {
                List<String> told = problems(text);
                assertTrue(told.stream().anyMatch(line -> line.endsWith(expected)), told::toString);
            }
        }
        assertEquals(1, read("a: " + "[".repeat(20) + "]".repeat(20)).fields().size());
    }

    @Test
    void whatOneMightOverlookIsRefused() {
        assertEquals(
                List.of("hub.yaml:3:1 port: twice (expected: once; it is in line 1, too)"),
                problems("port: 1\nhost: a\nport: 2\n"));
        assertEquals(
                List.of("hub.yaml:2:1 a tab (expected: spaces)", "hub.yaml:3:6 a tab (expected: spaces)"),
                problems("limits:\n\trate: 1\nport:\t1\n"));
        assertEquals(List.of("hub.yaml:3:1 another document (expected: one)"), problems("port: 1\n---\nport: 2\n"));
        assertEquals(List.of("hub.yaml:1:7 port: &p (expected: no anchors)"), problems("port: &p 1\n"));
        assertEquals(
                List.of("hub.yaml:1:7 port: tag:yaml.org,2002:binary (expected: no tags)"),
                problems("port: !!binary aGk=\n"));
        assertEquals(
                List.of("hub.yaml:1:1 no keys (expected: lines such as port: 4000)"), problems("- port\n- host\n"));
        assertEquals(List.of("hub.yaml:1:1 a key that is no text (expected: a name)"), problems("[port]: 1\n"));
    }

    @Test
    void nestedKeysAreNamedInFull() {
        assertEquals(
                List.of(
                        "hub.yaml:4:5 api.keys[0].name: twice (expected: once; it is in line 3, too)",
                        "hub.yaml:5:3 api.keys: twice (expected: once; it is in line 2, too)"),
                problems("api:\n  keys:\n  - name: a\n    name: b\n  keys:\n"));
    }

    @Test
    void textThatIsNoYamlIsToldWithItsPlace() {
        assertEquals(
                List.of("hub.yaml:1:13 expected ',' or ']', but got <stream end> while parsing a flow sequence"),
                problems("hosts: [a, b"));
        assertEquals(List.of("hub.yaml:2:5 mapping values are not allowed here"), problems("port: 1\na: b: c\n"));
        assertTrue(problems("a: \u0007\n").getFirst().startsWith("hub.yaml:1:1 special characters"));
    }

    @Test
    void fileThatCannotBeReadIsAProblem(@TempDir Path folder) throws IOException {
        var problems = new Problems();
        var missing = YamlFile.read(folder.resolve("none.yaml"), problems);
        Path latin = Files.write(folder.resolve("latin.yaml"), "host: é".getBytes(StandardCharsets.ISO_8859_1));
        var unreadable = YamlFile.read(latin, problems);
        Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        var tooLarge = YamlFile.read(large, problems);
        assertEquals(Map.of(), missing.fields());
        assertEquals(Map.of(), unreadable.fields());
        assertEquals(Map.of(), tooLarge.fields());
        String told = assertThrows(ConfigException.class, problems::throwIfAny).getMessage();
        assertTrue(told.contains("none.yaml: cannot be read (expected: a readable file)"), told);
        assertTrue(told.contains("latin.yaml:1:1 no UTF-8 (expected: a text in UTF-8)"), told);
        assertTrue(told.contains("large.yaml:1:1 1048577 bytes (expected: up to 1048576)"), told);
    }
}
