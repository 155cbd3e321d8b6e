package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keeps {@code src/docs/conformance.md} complete and true: every line of the checklist is proven or declined. */
class ConformanceTableTest {

    private static final String WRITE = "wingbeat.conformance.write";

    private static final Path DOCS = Path.of("src", "docs");

    /** One line of the checklist; the ADR that declines it, empty when none does. */
    private record Line(String group, String id, String level, String title, String adr) {}

    private static final List<Line> LINES = new ArrayList<>();

    private static Map<String, Set<String>> proofs = Map.of();

    @BeforeAll
    static void read() throws Exception {
        try (var in = ConformanceTableTest.class.getResourceAsStream("/conformance/checklist.txt")) {
            assertNotNull(in, "conformance/checklist.txt (expected: on the class path)");
            var group = "";
            for (var line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.startsWith("## ")) {
                    group = line.substring(3);
                } else if (!line.startsWith("#")) {
                    LINES.add(parse(group, line));
                }
            }
        }
        proofs = findProofs();
    }

    private static Line parse(String group, String line) {
        int bar = line.indexOf(" | ");
        var adr = bar < 0 ? "" : line.substring(bar + 3);
        var words = (bar < 0 ? line : line.substring(0, bar)).split(" ", 3);
        return new Line(group, words[0], words[1], words[2], adr);
    }

    private static Map<String, Set<String>> findProofs() throws Exception {
        var found = new TreeMap<String, Set<String>>();
        var root = Path.of(
                Proves.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (var files = Files.walk(root)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                var name = root.relativize(file).toString().replace(File.separatorChar, '.');
                var type = Class.forName(
                        name.substring(0, name.length() - ".class".length()), false, Proves.class.getClassLoader());
                for (var method : type.getDeclaredMethods()) {
                    for (var proves : method.getAnnotationsByType(Proves.class)) {
                        for (var id : proves.value()) {
                            found.computeIfAbsent(id, unknown -> new TreeSet<>())
                                    .add(type.getSimpleName() + '.' + method.getName());
                        }
                    }
                }
            }
        }
        return found;
    }

    @Test
    void idsAreUnique() {
        var ids = LINES.stream().map(Line::id).toList();
        assertEquals(ids.stream().distinct().toList(), ids);
    }

    @Test
    void everyLineIsProvenByATestOrDeclinedByAnAdr() {
        var missing = LINES.stream()
                .filter(line -> !proofs.containsKey(line.id()) && line.adr().isEmpty())
                .map(line -> line.id() + " (" + line.title() + ')')
                .toList();
        assertEquals(List.of(), missing, "neither @Proves(id) on a test nor an ADR in conformance/checklist.txt");
    }

    @Test
    void everyProofNamesALineOfTheChecklist() {
        var known = LINES.stream().map(Line::id).collect(Collectors.toSet());
        var unknown = new TreeMap<>(proofs);
        unknown.keySet().removeAll(known);
        assertEquals(Map.of(), unknown, "ids in @Proves that conformance/checklist.txt does not have");
    }

    @Test
    void everyDecliningAdrExists() {
        for (var line : LINES) {
            assertTrue(
                    line.adr().isEmpty() || Files.exists(DOCS.resolve(line.adr())),
                    () -> line.id() + ": " + DOCS.resolve(line.adr()) + " (expected: to exist)");
        }
    }

    @Test
    void tableSaysWhatTheTestsSay() throws IOException {
        var file = DOCS.resolve("conformance.md");
        var table = table();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(file, table);
        }
        var written = Files.exists(file) ? Files.readString(file) : "";
        assertEquals(
                table,
                written,
                () -> file + " is out of date; write it anew: mvn test -Dtest=ConformanceTableTest -D" + WRITE
                        + "=true");
    }

    private static String table() {
        var text = new StringBuilder("""
                # Conformance

                What clients of the Phoenix Channels protocol can observe, and the tests that prove that Wingbeat does
                it. Level M: known clients depend on it; S: faithful, or safer. Written by `ConformanceTableTest`.
                """);
        var group = "";
        for (var line : LINES) {
            if (!line.group().equals(group)) {
                group = line.group();
                text.append("\n## ")
                        .append(group)
                        .append("\n\n| id | level | behaviour | proof |\n|---|---|---|---|\n");
            }
            text.append("| ").append(line.id());
            text.append(" | ").append(line.level());
            text.append(" | ").append(line.title());
            text.append(" | ").append(proof(line)).append(" |\n");
        }
        return text.toString();
    }

    private static String proof(Line line) {
        var tests = proofs.getOrDefault(line.id(), Set.of()).stream()
                .map(name -> '`' + name + '`')
                .collect(Collectors.joining(", "));
        var declined = line.adr().isEmpty() ? "" : "declined: [" + line.adr() + "](" + line.adr() + ')';
        return tests.isEmpty() || declined.isEmpty() ? tests + declined : tests + "; " + declined;
    }
}
