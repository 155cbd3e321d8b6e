package dev.wingbeat.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.app.WingbeatConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

/** The command lines that documents show can be typed: their commands, flags, profiles, executions, tests and folders exist. */
class CommandLinesTest {

    private static final Path DOCS = Path.of("src", "docs");
    private static final Path TESTS = Path.of("src", "test", "java");
    private static final Path STARTER_POM =
            Path.of("src", "main", "resources", "dev", "wingbeat", "scaffold", "pom.xml");

    private static final Pattern SHELL = Pattern.compile("```sh\n(.*?)```", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");
    private static final String ARGS = "-Dwingbeat.args=";

    /** Commands of others, whose arguments are not looked at. */
    private static final Set<String> OTHERS =
            Set.of(".ci/run", "alias", "cd", "curl", "docker", "kind", "openssl", "tr", "ulimit");

    static Stream<Path> pages() throws IOException {
        try (var files = Files.walk(DOCS)) {
            var all = new ArrayList<Path>(List.of(Path.of("README.md")));
            files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> read(file).contains("```sh\n"))
                    .sorted()
                    .forEach(all::add);
            return all.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linesCanBeTyped(Path page) {
        SHELL.matcher(read(page))
                .results()
                .flatMap(block -> block.group(1).replace("\\\n", " ").lines())
                .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .forEach(CommandLinesTest::check);
    }

    private static void check(String line) {
        List<String> words = WORD.matcher(line)
                .results()
                .map(MatchResult::group)
                .filter(word -> !word.startsWith(">"))
                .dropWhile(word -> isVariable(word, line))
                .toList();
        switch (words.getFirst()) {
            case "wingbeat" -> checkWingbeat(words.subList(1, words.size()), line);
            case "java" -> {
                int jar = words.indexOf("-jar");
                assertTrue(jar > 0 && words.get(jar + 1).endsWith("-app.jar"), line);
                checkWingbeat(words.subList(jar + 2, words.size()), line);
            }
            case "mvn" -> words.forEach(word -> checkMaven(word, line));
            case "kubectl" -> {
                int folder = words.indexOf("-k") + 1;
                assertTrue(
                        folder == 0 || Files.exists(Path.of(words.get(folder), "kustomization.yaml")),
                        line + " (expected: a folder with a kustomization.yaml)");
            }
            default ->
                assertTrue(
                        OTHERS.contains(words.getFirst()) || Files.isExecutable(Path.of(words.getFirst())),
                        line + " (expected: a command that is known)");
        }
    }

    /** Returns whether a word sets a variable for the command behind it, which must be one of the hub or of a test. */
    private static boolean isVariable(String word, String line) {
        if (!word.matches("[A-Z_]+=.*")) {
            return false;
        }
        String name = word.substring(0, word.indexOf('='));
        if (line.contains(" -Dtest=")) {
            assertTrue(isInTests(name), line + " (expected: a variable that a test reads)");
            return true;
        }
        assertTrue(
                read(DOCS.resolve("configuration.md")).contains(name),
                line + " (expected: a variable that is told of)");
        WingbeatConfig.of(Map.of(), Map.of(name, word.substring(name.length() + 1))); // which refuses wrong values
        return true;
    }

    private static boolean isInTests(String text) {
        try (var files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .anyMatch(file -> read(file).contains('"' + text + '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkWingbeat(List<String> words, String line) {
        ParseResult parsed = Main.COMMANDS.commandLine(Map.of()).parseArgs(words.toArray(String[]::new));
        assertEquals(List.of(), parsed.unmatched(), line);
        if (parsed.hasSubcommand()
                && parsed.subcommand().commandSpec().name().equals(BenchCommand.NAME)
                && !parsed.subcommand().isUsageHelpRequested()) {
            BenchCommand.config(parsed, parsed.subcommand()); // which refuses values that make no sense
        }
    }

    private static void checkMaven(String word, String line) {
        if (word.startsWith(ARGS)) {
            String arguments = word.substring(ARGS.length()).replace("\"", "");
            checkWingbeat(List.of(arguments.split(" ")), line);
        } else if (word.startsWith("-P")) {
            assertHas(Path.of("pom.xml"), "<id>" + word.substring(2) + "</id>", line);
        } else if (word.startsWith("exec:exec@")) {
            String execution = "<id>" + word.substring("exec:exec@".length()) + "</id>";
            assertTrue(
                    read(Path.of("pom.xml")).contains(execution)
                            || read(STARTER_POM).contains(execution),
                    line + " (expected: an execution with " + execution + ')');
        } else if (word.startsWith("-Dtest=") && !word.contains("…")) {
            String test =
                    word.substring("-Dtest=".length()).replaceFirst("#.*", "").replace("'", "") + ".java";
            PathMatcher matcher = TESTS.getFileSystem().getPathMatcher("glob:" + test);
            try (var files = Files.walk(TESTS)) {
                assertTrue(files.map(Path::getFileName).anyMatch(matcher::matches), line + " (expected: a test)");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static void assertHas(Path file, String part, String line) {
        assertTrue(read(file).contains(part), () -> line + " (expected: " + part + " in " + file + ')');
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
