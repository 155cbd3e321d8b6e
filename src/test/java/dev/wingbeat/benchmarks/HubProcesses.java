package dev.wingbeat.benchmarks;

import dev.wingbeat.sample.ArenaHub;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.process.JavaCommand;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Nodes of the hub, each in a JVM of its own, with the flags of this one and those and the settings of {@code serve}. */
final class HubProcesses implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");
    private static final Pattern PAUSE = Pattern.compile("\\[(\\d+)ms].* Pause .* ([0-9.]+)ms");

    private final int port;
    private final int managementPort;
    private final int clusterPort;
    private final List<Process> processes = new ArrayList<>();

    private HubProcesses(int count) {
        this.port = Ports.unused(count);
        this.managementPort = Ports.unused(count);
        this.clusterPort = Ports.unused(count);
    }

    /**
     * Starts one node, or several that form a cluster, and waits until they are ready. Clients have no limits: what is measured
     * is the most that they can do.
     */
    static HubProcesses start(int count, String... settings) throws IOException, InterruptedException {
        return start(count, Map.of("WINGBEAT_LIMITS", "off"), settings);
    }

    /** Starts nodes that have nothing but the arena, with so many ticks a second. */
    static HubProcesses startArena(int count, int rate) throws IOException, InterruptedException {
        return start(
                count,
                Map.of("WINGBEAT_LIMITS", "off"),
                List.of("-D" + ArenaHub.RATE + '=' + rate),
                ArenaHub.class.getName());
    }

    /** Starts nodes with the limits that clients have by default. */
    static HubProcesses startLimited(int count, String... settings) throws IOException, InterruptedException {
        return start(count, Map.of(), settings);
    }

    private static HubProcesses start(int count, Map<String, String> environment, String... settings)
            throws IOException, InterruptedException {
        return start(count, environment, List.of(), "dev.wingbeat.cli.Main", settings);
    }

    private static HubProcesses start(
            int count, Map<String, String> environment, List<String> flags, String main, String... settings)
            throws IOException, InterruptedException {
        var nodes = new HubProcesses(count);
        for (int i = 0; i < count; i++) {
            var builder = new ProcessBuilder(nodes.command(i, count, flags, main, settings))
                    .redirectErrorStream(true)
                    .redirectOutput(log(i).toFile());
            builder.environment().putAll(environment);
            nodes.processes.add(builder.start());
            nodes.awaitReady(i);
        }
        return nodes;
    }

    private List<String> command(int node, int count, List<String> flags, String main, String... settings) {
        var all = new ArrayList<>(List.of(
                "@src/build/serve.args",
                "-Xlog:gc:file=" + gcLog(node) + ":timemillis",
                "-Dwingbeat.stopWithParent=true"));
        all.addAll(flags);
        List<String> command = JavaCommand.likeThis(all, main);
        command.addAll(List.of(
                "serve",
                "--host=127.0.0.1",
                "--port=" + (port + node),
                "--management-port=" + (managementPort + node),
                "--log-level=info",
                "--secret-key-base=only-for-benchmarks-of-this-machine"));
        command.addAll(List.of(settings));
        if (count > 1) {
            String members = IntStream.range(0, count)
                    .mapToObj(other -> "127.0.0.1:" + (clusterPort + other))
                    .collect(Collectors.joining(","));
            command.addAll(List.of(
                    "--cluster=on",
                    "--cluster-name=benchmarks-" + ProcessHandle.current().pid(),
                    "--cluster-members=" + members,
                    "--cluster-host=127.0.0.1",
                    "--cluster-port=" + (clusterPort + node),
                    "--cluster-bus-port=0"));
        }
        return command;
    }

    private static Path log(int node) {
        return Path.of("target", "hub-" + node + ".log");
    }

    private static Path gcLog(int node) {
        return Path.of("target", "hub-" + node + "-gc.log");
    }

    private void awaitReady(int node) throws IOException, InterruptedException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!isReady(node)) {
            if (System.nanoTime() > end || processes.get(node).waitFor(100, TimeUnit.MILLISECONDS)) {
                close();
                throw new IOException("node " + node + " is not ready, see target/hub-" + node + ".log");
            }
        }
    }

    private boolean isReady(int node) {
        try {
            var url = URI.create("http://127.0.0.1:" + (managementPort + node) + "/health/ready")
                    .toURL();
            return ((HttpURLConnection) url.openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    List<URI> urls() {
        return IntStream.range(0, processes.size())
                .mapToObj(node -> URI.create("ws://127.0.0.1:" + (port + node) + "/socket"))
                .toList();
    }

    List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
    }

    int managementPort(int node) {
        return managementPort + node;
    }

    /** Ends a node by SIGKILL. */
    void kill(int node) {
        processes.get(node).destroyForcibly();
    }

    /** Begins to end a node by SIGTERM. */
    void terminate(int node) {
        processes.get(node).destroy();
    }

    /** Says whether a node's log has told that another has left the cluster. */
    boolean noticesLoss(int node) throws IOException {
        return Files.readString(log(node)).contains(" has left");
    }

    /**
     * Collects a node's garbage and returns the bytes of the objects that are left.
     *
     * @throws IOException when this JDK has no {@code jcmd}
     */
    long liveBytes(int node) throws IOException {
        String jcmd = JavaCommand.tool("jcmd");
        var process = new ProcessBuilder(
                        jcmd, String.valueOf(processes.get(node).pid()), "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String histogram = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher total = TOTAL.matcher(histogram);
        if (!total.find()) {
            throw new IOException(
                    "no histogram of node " + node + ": " + histogram.lines().findFirst());
        }
        return Long.parseLong(total.group(1));
    }

    /** Returns the pauses of a node's collector, in milliseconds, from one time of day on and before another. */
    List<Double> pauses(int node, long fromMillis, long toMillis) throws IOException {
        return Files.readAllLines(gcLog(node)).stream()
                .map(PAUSE::matcher)
                .filter(Matcher::matches)
                .filter(pause -> Long.parseLong(pause.group(1)) >= fromMillis)
                .filter(pause -> Long.parseLong(pause.group(1)) < toMillis)
                .map(pause -> Double.valueOf(pause.group(2)))
                .toList();
    }

    /** Ends the nodes at once: what they hold is of no interest any more. */
    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> {
            var unused = process.onExit().join();
        });
    }
}
