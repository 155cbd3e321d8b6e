package dev.wingbeat.support.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The last release and what tests need of its tests, compiled from the history of this repository; dependencies are those of today. */
public final class ReleasedBuild {

    /** Version 0.1.0. */
    private static final String COMMIT = "4b49e23793955302aa88d549090848b7b8fee490";

    private static final Path DIRECTORY = Path.of("target", "released", COMMIT);

    private final String classPath;

    private ReleasedBuild(String classPath) {
        this.classPath = classPath;
    }

    /** Compiles the program of a test and what it needs; empty where the history does not reach back that far. */
    public static Optional<ReleasedBuild> of(Class<?> program) throws IOException {
        Path sources = Files.createDirectories(DIRECTORY.resolve("sources"));
        Path classes = Files.createDirectories(DIRECTORY.resolve("classes"));
        String archive = "set -e; git cat-file -e " + COMMIT + "^{commit}; git archive " + COMMIT
                + " src/main src/test/java cluster.xml | tar -x -C " + sources;
        if (run(List.of("sh", "-c", archive)) != 0) {
            return Optional.empty();
        }
        String dependencies = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .collect(Collectors.joining(File.pathSeparator));
        Path main = sources.resolve("src/main/java");
        Path tests = sources.resolve("src/test/java");
        var command = new ArrayList<String>(List.of(JavaCommand.tool("javac"), "-nowarn", "-proc:none", "-parameters"));
        command.addAll(List.of("-cp", dependencies, "-sourcepath", main + File.pathSeparator + tests));
        command.addAll(List.of("-d", classes.toString()));
        command.add(tests.resolve(program.getName().replace('.', '/') + ".java").toString());
        if (run(command) != 0) {
            throw new AssertionError("the released " + program + " cannot be compiled");
        }
        List<Path> path = List.of(classes, sources.resolve("src/main/resources"), sources);
        return Optional.of(
                new ReleasedBuild(path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator))
                        + File.pathSeparator
                        + dependencies));
    }

    String classPath() {
        return classPath;
    }

    private static int run(List<String> command) throws IOException {
        var process = new ProcessBuilder(command).inheritIO().start();
        try {
            if (!process.waitFor(3, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(command.getFirst() + " did not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for " + command.getFirst(), e);
        }
        return process.exitValue();
    }
}
