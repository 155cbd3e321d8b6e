package dev.wingbeat.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The tutorial, followed by the letter: what its blocks say is done, one after the other. Of shells the lines that begin with {@code
 * wingbeat} and {@code cd}; what Maven is told is up to the caller.
 */
public final class Tutorial {

    private static final Path PAGE = Path.of("src", "docs", "tutorial.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\n(.*?)^```$");

    /** Runs the executable jar. */
    @FunctionalInterface
    public interface Wingbeat {
        /** Runs a command in a folder, and returns what it has printed. */
        String run(Path folder, List<String> arguments) throws Exception;
    }

    private record Block(String language, String text) {}

    private final Wingbeat wingbeat;
    private Path folder;
    private String printed = "";

    private Tutorial(Path folder, Wingbeat wingbeat) {
        this.folder = folder;
        this.wingbeat = wingbeat;
    }

    /** Does all of it. Returns the folder of the project. */
    public static Path follow(Path folder, Wingbeat wingbeat) throws Exception {
        var reader = new Tutorial(folder, wingbeat);
        for (Block block : blocks()) {
            switch (block.language) {
                case "sh" -> reader.type(block.text);
                case "text" -> assertEquals(block.text, reader.printed);
                case "diff" -> reader.change(block.text);
                case "java" -> reader.source(block.text);
                case "js" -> {} // in a browser, once it runs
                default ->
                    throw new AssertionError(block.language + " (expected: a kind of block that can be followed)");
            }
        }
        return reader.folder;
    }

    /** Returns what is to be pasted into the console of the page. */
    static String script() throws IOException {
        return blocks().stream()
                .filter(block -> block.language.equals("js"))
                .map(Block::text)
                .collect(Collectors.joining());
    }

    private static List<Block> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(PAGE))
                .results()
                .map(block -> new Block(block.group(1), block.group(2)))
                .toList();
    }

    private void type(String lines) throws Exception {
        for (String line : lines.lines().toList()) {
            List<String> words = List.of(line.split(" "));
            switch (words.getFirst()) {
                case "wingbeat" -> printed = wingbeat.run(folder, words.subList(1, words.size()));
                case "cd" -> folder = folder.resolve(words.get(1));
                case "alias", "mvn" -> {}
                default -> throw new AssertionError(line + " (expected: a line that can be followed)");
            }
        }
    }

    /** Looks for what is shown of a source. */
    private void source(String shown) throws IOException {
        the(shown);
    }

    /** Changes the one source that has the lines of a diff that are not new. */
    private void change(String diff) throws IOException {
        String old = lines(diff, '-');
        Path source = the(old);
        Files.writeString(source, Files.readString(source).replace(old, lines(diff, '+')));
    }

    private static String lines(String diff, char sign) {
        return diff.lines()
                .filter(line -> line.charAt(0) == ' ' || line.charAt(0) == sign)
                .map(line -> line.substring(1) + '\n')
                .collect(Collectors.joining());
    }

    /** Returns the one source that has such a part, once. */
    private Path the(String part) throws IOException {
        List<Path> found;
        try (var files = Files.walk(folder.resolve("src"))) {
            found = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> has(file, part))
                    .toList();
        }
        assertEquals(1, found.size(), () -> found + " (expected: one source) with\n" + part);
        String text = read(found.getFirst());
        assertTrue(text.indexOf(part) == text.lastIndexOf(part), () -> found + " (expected: once) has\n" + part);
        return found.getFirst();
    }

    private static boolean has(Path file, String part) {
        return read(file).contains(part);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
