package dev.wingbeat.local;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The sources, class path and arguments of an application that is being developed. Internal seam.
 *
 * @param project the folder of the project, laid out as Maven has it
 * @param java the command that starts a JVM, up to its class path
 * @param classPath the class path of this JVM, which contains the classes that Maven has compiled
 * @param main the class whose main method runs it
 * @param flags the flags it gets, {@code --name=value}
 * @param variables the variables it gets beside those of this process
 */
public record DevConfig(
        Path project,
        List<String> java,
        String classPath,
        String main,
        List<String> flags,
        Map<String, String> variables) {

    /**
     * Checks that there is something to watch.
     *
     * @throws IllegalArgumentException when this JVM was not started in a project's folder with its classes
     */
    public DevConfig {
        java = List.copyOf(java);
        flags = List.copyOf(flags);
        variables = Map.copyOf(variables);
        Path classes = classes(project);
        if (entries(classPath).stream().noneMatch(entry -> isSame(entry, classes))) {
            throw new IllegalArgumentException("class path: without " + classes
                    + " (expected: started in the folder of a project, as by mvn -q compile exec:exec@dev)");
        }
    }

    Path sources() {
        return project.resolve("src/main/java");
    }

    Path resources() {
        return project.resolve("src/main/resources");
    }

    /** Returns the file by which what is served is configured, which need not be there. */
    Path settings() {
        return project.resolve("wingbeat.yaml");
    }

    Path pom() {
        return project.resolve("pom.xml");
    }

    /** Returns the folder of the classes of a round: two take turns, since what runs still loads classes of its own. */
    Path output(int round) {
        return project.resolve("target").resolve("dev").resolve(String.valueOf(round % 2));
    }

    /** Returns the class path with the classes of a round in the place of Maven's. */
    String classPath(int round) {
        Path maven = classes(project);
        return entries(classPath).stream()
                .map(entry -> isSame(entry, maven) ? output(round).toString() : entry)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Returns the command that serves the classes of a round. */
    List<String> command(int round) {
        var command = new ArrayList<>(java);
        command.addAll(List.of("-cp", classPath(round), main, "serve"));
        command.addAll(flags);
        return command;
    }

    private static Path classes(Path project) {
        return project.resolve("target").resolve("classes");
    }

    private static List<String> entries(String classPath) {
        return Arrays.asList(classPath.split(File.pathSeparator));
    }

    private static boolean isSame(String entry, Path path) {
        return Path.of(entry)
                .toAbsolutePath()
                .normalize()
                .equals(path.toAbsolutePath().normalize());
    }
}
