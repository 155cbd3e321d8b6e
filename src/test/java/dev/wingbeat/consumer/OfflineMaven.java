package dev.wingbeat.consumer;

import dev.wingbeat.support.process.JavaCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The Maven that builds this project, without a network unless it is asked for. */
final class OfflineMaven {

    /** What it has downloaded. */
    static final Path REPOSITORY = Path.of(System.getProperty("wingbeat.repository", ""));

    private static final Path HOME = Path.of(System.getProperty("maven.home", ""));

    private OfflineMaven() {}

    /** Starts it on the JDK of this test, in a project that has a repository of its own. */
    static Process start(Path project, List<String> arguments) throws IOException {
        return start(project, project.resolve("repository"), arguments);
    }

    /** Starts it on the JDK of this test. */
    static Process start(Path project, Path repository, List<String> arguments) throws IOException {
        return start(project, repository, "-o", arguments);
    }

    /** Starts it with a network, for what the repository may lack; what it downloads must have its checksum. */
    static Process startOnline(Path project, List<String> arguments) throws IOException {
        return start(project, project.resolve("repository"), "-C", arguments);
    }

    private static Process start(Path project, Path repository, String network, List<String> arguments)
            throws IOException {
        var command = new ArrayList<>(List.of(
                JavaCommand.tool("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                HOME.resolve("boot") + "/*",
                "-Dmaven.home=" + HOME,
                "-Dclassworlds.conf=" + HOME.resolve("bin/m2.conf"),
                "-Dmaven.multiModuleProjectDirectory=" + project,
                "-Dmaven.repo.local=" + repository,
                "org.codehaus.plexus.classworlds.launcher.Launcher",
                "-B",
                network,
                "-q",
                "-f",
                project.toString()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .directory(project.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
