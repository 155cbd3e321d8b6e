package dev.wingbeat.consumer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code mvn package} has made, and what the POM says. */
final class Artifacts {

    private static final Path POM = Path.of("pom.xml");
    private static final Path TARGET = Path.of("target");
    private static final Path GROUP = Path.of("dev", "wingbeat");

    private final String pom;
    private final String version;

    private Artifacts(String pom) {
        this.pom = pom;
        this.version = first("<artifactId>wingbeat</artifactId>\\s*<version>([^<]+)</version>");
    }

    static Artifacts read() throws IOException {
        return new Artifacts(Files.readString(POM));
    }

    /** Returns a jar: the library for an empty classifier, else {@code -app} and the like. */
    Path jar(String classifier) {
        Path jar = TARGET.resolve("wingbeat-" + version + classifier + ".jar");
        assertTrue(Files.exists(jar), jar + " (expected: made by mvn package)");
        return jar;
    }

    /** Returns the folders and top-level files of a jar, packages of ours by their last name. */
    Set<String> rooms(String classifier) throws IOException {
        try (var jar = new JarFile(jar(classifier).toFile())) {
            return jar.stream()
                    .map(entry -> entry.getName().replaceFirst("^dev/wingbeat/(?=.+/)", ""))
                    .map(name -> name.replaceFirst("(?<=/).*", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Returns the coordinates of a goal in the version that the POM has. */
    String goal(String group, String plugin, String goal) {
        return group + ":" + plugin + ":" + first("<artifactId>" + plugin + "</artifactId>\\s*<version>([^<]+)<") + ":"
                + goal;
    }

    /**
     * Installs library and test kit into a local repository of its own, which has everything else by links to the one that Maven has
     * filled. Offline, nothing is downloaded and nothing left behind; what an online Maven downloads goes to the filled one.
     */
    void install(Path filled, Path repository) throws IOException {
        Path group = Files.createDirectories(repository.resolve(GROUP));
        link(filled, repository, GROUP.getName(0));
        link(filled.resolve(GROUP.getName(0)), group.getParent(), GROUP.getFileName());
        Path folder = Files.createDirectories(group.resolve("wingbeat").resolve(version));
        Files.copy(POM, folder.resolve("wingbeat-" + version + ".pom"), StandardCopyOption.REPLACE_EXISTING);
        for (String classifier : List.of("", "-testkit")) {
            Path jar = jar(classifier);
            Files.copy(jar, folder.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void link(Path from, Path to, Path without) throws IOException {
        if (Files.notExists(from)) {
            return;
        }
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(file -> !file.getFileName().equals(without)).toList()) {
                Files.createSymbolicLink(to.resolve(file.getFileName()), file.toAbsolutePath());
            }
        }
    }

    private String first(String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(pom);
        assertTrue(matcher.find(), regex + " (expected: in pom.xml)");
        return matcher.group(1);
    }
}
