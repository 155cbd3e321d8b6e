package dev.wingbeat.scaffold;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A source of a project that says where lines of a kind belong, by a comment of its own line.
 *
 * @param project the folder of the project
 * @param file where it is, below the folder
 * @param marker the comment
 */
record MarkedSource(Path project, Path file, String marker, String text) {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");

    /**
     * Finds the one source with a marker; null when there is none.
     *
     * @throws IllegalArgumentException when there are several
     */
    static @Nullable MarkedSource find(Path project, String marker) {
        List<MarkedSource> found;
        try (Stream<Path> files = Files.walk(project.resolve(SOURCES))) {
            found = files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .map(file -> new MarkedSource(project, project.relativize(file), marker, read(file)))
                    .filter(source -> source.line().find())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(
                    marker + ": in " + found.get(0).file + " and " + found.get(1).file + " (expected: in one source)");
        }
        return found.isEmpty() ? null : found.getFirst();
    }

    String packageName() {
        Matcher named = PACKAGE.matcher(text);
        return named.find() ? named.group(1) : "";
    }

    /** Returns whether a word stands in it, in quotes. */
    boolean quotes(String word) {
        return text.contains('"' + word + '"');
    }

    /**
     * Puts a statement before the marker, and changes nothing else.
     *
     * @throws UncheckedIOException when it cannot be written; then it is as it was
     */
    void insert(String statement) {
        Matcher line = line();
        if (!line.find()) {
            throw new IllegalStateException(marker + ": not in " + file + " (expected: a source that was found by it)");
        }
        String changed = text.substring(0, line.start())
                + line.group(1)
                + statement
                + line.group(2)
                + text.substring(line.start());
        Path path = project.resolve(file);
        try {
            Path half = Files.createTempFile(path.getParent(), ".Main", ".java.new");
            try {
                Files.writeString(half, changed);
                Files.move(half, path, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(half);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Matches the line of the marker: its indentation, and how it ends. */
    private Matcher line() {
        return Pattern.compile("(?m)^([ \\t]*)" + Pattern.quote(marker) + "[ \\t]*(\\R)")
                .matcher(text);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
