package dev.wingbeat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.Settings;
import dev.wingbeat.support.JavaExamples;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadmeTest {

    private static final Path CONFIGURATION = Path.of("src", "docs", "configuration.md");
    private static final Path README = Path.of("README.md");
    private static final Path DOCS = Path.of("src", "docs");
    private static final Path HOW_TOS = DOCS.resolve("howto");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#: ]*)(?:#([^) ]+))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    @Test
    void configurationTableIsThatOfTheOptions() throws IOException {
        var rows = Settings.ALL.stream()
                .map(setting -> "| `%s` | `%s` | `%s` | %s |"
                        .formatted(setting.flag(), setting.variable(), setting.preset(), setting.meaning()))
                .toList();
        assertEquals(
                rows,
                Files.readAllLines(CONFIGURATION).stream()
                        .filter(line -> line.startsWith("| `--"))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("pagesWithJava")
    void javaExamplesCompile(Path page, @TempDir Path classes) {
        List<String> examples = JavaExamples.of(page);
        assertFalse(examples.isEmpty(), page + " (expected: a java example)");
        examples.forEach(example -> JavaExamples.compile(example, classes));
    }

    /** The README, and the how-tos that show Java; SpringBootIT builds what the page on Spring Boot shows. */
    static Stream<Path> pagesWithJava() throws IOException {
        Stream<Path> howTos = pages(HOW_TOS)
                .filter(page -> !page.endsWith("spring-boot.md"))
                .filter(page -> !JavaExamples.of(page).isEmpty());
        return Stream.concat(Stream.of(README), howTos);
    }

    /** The compiler plugin that Maven 3.8 takes for a project without one does not know {@code maven.compiler.release}. */
    @Test
    void projectIsOneThatOlderMavensCompile() throws IOException {
        var readme = Files.readString(README);
        assertTrue(readme.contains("<maven.compiler.source>21<"), "README.md (expected: maven.compiler.source)");
        assertTrue(readme.contains("<maven.compiler.target>21<"), "README.md (expected: maven.compiler.target)");
        assertFalse(readme.contains("maven.compiler.release"), "README.md (expected: no maven.compiler.release)");
    }

    @ParameterizedTest
    @MethodSource("linkedPages")
    void linksLeadToFilesAndHeadings(Path page) {
        Matcher link = LINK.matcher(read(page));
        while (link.find()) {
            Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertTrue(Files.exists(target), () -> page + ": " + link.group() + " (expected: a file)");
            if (link.group(2) != null) {
                assertTrue(
                        headings(target).contains(link.group(2)),
                        () -> page + ": " + link.group() + " (expected: a heading of that page)");
            }
        }
    }

    static Stream<Path> linkedPages() throws IOException {
        return Stream.concat(Stream.of(README, Path.of("ARCHITECTURE.md"), Path.of("CHANGELOG.md")), pages(DOCS));
    }

    /** Returns the anchors of the headings, as they are made on the web. */
    private static Set<String> headings(Path page) {
        return HEADING.matcher(read(page))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static Stream<Path> pages(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
