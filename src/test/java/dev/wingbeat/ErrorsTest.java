package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The program still says what the page on errors explains. */
class ErrorsTest {

    private static final Path PAGE = Path.of("src", "docs", "errors.md");
    private static final Path SOURCES = Path.of("src", "main", "java");

    /** A heading, or the first cell of a row, in code. */
    private static final Pattern TEXT = Pattern.compile("(?m)^(?:### |\\| )`([^`]+)`");

    private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\n]|\\\\.)*)\"");

    /** Between values, a text this short may occur anywhere: it proves nothing. */
    private static final int TELLING = 7;

    private static final List<String> LITERALS = literals();

    static Stream<String> texts() throws IOException {
        return TEXT.matcher(Files.readString(PAGE))
                .results()
                .map(text -> text.group(1))
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void textIsSaid(String text) {
        List<String> parts = Arrays.stream(text.split("…"))
                .map(String::strip)
                .filter(part -> part.length() >= TELLING)
                .toList();
        assertTrue(!parts.isEmpty(), () -> text + " (expected: a part of " + TELLING + " letters at least)");
        for (String part : parts) {
            assertTrue(
                    LITERALS.stream().anyMatch(literal -> literal.contains(part)),
                    () -> text + ": " + part + " (expected: in a text of the sources)");
        }
    }

    @Test
    void pageSaysWhatToDo() throws IOException {
        List<String> bare = Pattern.compile("(?m)^### (.+)\n+(?=#)")
                .matcher(Files.readString(PAGE))
                .results()
                .map(heading -> heading.group(1))
                .toList();
        assertEquals(List.of(), bare);
        assertTrue(texts().count() > 50, () -> PAGE + " (expected: its texts)");
    }

    /** Returns the texts of the sources; those that are put together of literals alone, as one. */
    private static List<String> literals() {
        try (var files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(ErrorsTest::read)
                    .map(source -> source.replaceAll("\"\\s*\\+\\s*\"", ""))
                    .flatMap(source -> LITERAL.matcher(source).results())
                    .map(literal -> literal.group(1))
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
