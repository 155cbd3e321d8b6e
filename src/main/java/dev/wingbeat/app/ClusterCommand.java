package dev.wingbeat.app;

import dev.wingbeat.config.ValueType;
import dev.wingbeat.local.LocalCluster;
import dev.wingbeat.local.LocalClusterConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The command {@code cluster}: several nodes on this machine, for trying what a cluster does.
 */
final class ClusterCommand {

    static final String NAME = "cluster";

    private static final String NODES = "--nodes";
    private static final int DEFAULT_NODES = 3;

    /** Flags that are another for each node, or the same for all whatever one wishes. */
    private static final Set<String> OWN = Set.of(
            "--host",
            "--cluster",
            "--cluster-name",
            "--cluster-members",
            "--cluster-service-dns",
            "--cluster-host",
            "--cluster-public-host",
            "--cluster-bus-port",
            "--node-name",
            "--node-urls");

    /** Flags that the nodes get in another form. */
    private static final Set<String> TRANSLATED = Set.of(
            NODES, "--port", "--management-port", "--api-port", "--cluster-port", "--secret-key-base", "--console-key");

    private ClusterCommand() {}

    /** Adds what the command takes beside the settings of a node. */
    static CommandSpec spec(CommandSpec command) {
        OWN.forEach(flag -> command.remove(command.findOption(flag)));
        return command.addOption(OptionSpec.builder(NODES)
                .type(String.class)
                .paramLabel("N")
                .description("How many nodes. The first has the ports given, the others the next ones.", "Default: 3")
                .build());
    }

    /**
     * Makes of one node's configuration that of several.
     *
     * @param main the class whose main method each node runs, when the class path is more than a jar
     * @throws IllegalArgumentException for a flag that makes no sense here
     */
    static LocalClusterConfig config(Map<String, String> flags, WingbeatConfig config, String main) {
        var passed = new ArrayList<String>();
        flags.forEach((flag, value) -> {
            if (OWN.contains(flag)) {
                throw new IllegalArgumentException(
                        flag + ": " + value + " (expected: not with the command " + NAME + ")");
            }
            if (!TRANSLATED.contains(flag)) {
                passed.add(flag + "=" + value);
            }
        });
        Integer managementPort = config.endpoint().managementPort();
        return new LocalClusterConfig(
                nodes(flags.getOrDefault(NODES, String.valueOf(DEFAULT_NODES))),
                config.endpoint().port(),
                managementPort == null ? WingbeatConfig.MANAGEMENT_PORT : managementPort,
                config.endpoint().apiPort(),
                config.cluster().port(),
                config.endpoint().secretKeyBase(),
                config.consoleKey(),
                passed,
                java(main));
    }

    /** Runs the nodes until the user or a signal ends them. */
    static int run(LocalClusterConfig config, Map<String, String> environment, PrintWriter out) {
        boolean coloured = environment.getOrDefault("NO_COLOR", "").isEmpty() && Commands.isTerminal(1);
        try (var in = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()))) {
            return LocalCluster.run(config, in, out, coloured);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int nodes(String text) {
        try {
            return ValueType.integer(1).parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(NODES + ": " + e.getMessage(), e);
        }
    }

    /** Returns the command that starts a JVM like this one, but small, with the same class path. */
    private static List<String> java(String main) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmFlags.inherited());
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", // several JVMs that start at once: quick to start is quick enough
                "-D" + Serve.STOP_WITH_PARENT + "=true",
                "-Djava.util.logging.SimpleFormatter.format=%1$tT.%1$tL %4$-7s %5$s%6$s%n"));
        String classPath = System.getProperty("java.class.path");
        command.addAll(
                System.getProperty("sun.java.command", "").split(" ", 2)[0].endsWith(".jar")
                        ? List.of("-jar", classPath)
                        : List.of("-cp", classPath, main));
        return command;
    }
}
