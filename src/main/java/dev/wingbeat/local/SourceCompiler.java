package dev.wingbeat.local;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Compiles an application, within this JVM: the second time takes a third of the first. Confined to one thread. */
final class SourceCompiler {

    private final DevConfig config;
    private final JavaCompiler compiler;

    /**
     * Makes one.
     *
     * @throws IllegalArgumentException when this is no JDK
     */
    SourceCompiler(DevConfig config) {
        @Nullable JavaCompiler found = ToolProvider.getSystemJavaCompiler();
        if (found == null) {
            throw new IllegalArgumentException("compiler: none in this Java (expected: a JDK)");
        }
        this.config = config;
        this.compiler = found;
    }

    /**
     * Makes the classes and resources of a round, all of them: what is deleted from the sources is gone.
     *
     * @return the compiler's complaints; empty when the classes are whole
     */
    String compile(int round) throws IOException {
        Path output = config.output(round);
        delete(output);
        Files.createDirectories(output);
        copy(config.resources(), output);
        List<Path> sources;
        try (var files = Files.walk(config.sources())) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        var told = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var options = List.of(
                    "-d", output.toString(), "-cp", config.classPath(round), "-encoding", "UTF-8", "-g", "-parameters");
            boolean whole = compiler.getTask(
                            told, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
            return whole ? "" : told.toString().strip();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        if (Files.notExists(from)) {
            return;
        }
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
