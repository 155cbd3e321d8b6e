package dev.wingbeat.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Nodes of the hub, each in a JVM of its own, with the flags of this one and the settings of {@code serve}. */
final class HubNodes implements AutoCloseable {

    private static final int PORT = 4700;
    private static final int MANAGEMENT_PORT = 4750;
    private static final int CLUSTER_PORT = 5760;
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final List<Process> processes = new ArrayList<>();

    /** Starts one node, or several that form a cluster, and waits until they are ready. */
    static HubNodes start(int count) throws IOException, InterruptedException {
        var nodes = new HubNodes();
        for (int i = 0; i < count; i++) {
            nodes.processes.add(new ProcessBuilder(command(i, count))
                    .redirectErrorStream(true)
                    .redirectOutput(Path.of("target", "hub-" + i + ".log").toFile())
                    .start());
            nodes.awaitReady(i);
        }
        return nodes;
    }

    private static List<String> command(int node, int count) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--") || argument.startsWith("-XX"))
                .forEach(command::add);
        command.addAll(List.of(
                "-Dwingbeat.stopWithParent=true",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.wingbeat.Main",
                "serve",
                "--host=127.0.0.1",
                "--port=" + (PORT + node),
                "--management-port=" + (MANAGEMENT_PORT + node),
                "--log-level=warning",
                "--secret-key-base=only-for-benchmarks-of-this-machine"));
        if (count > 1) {
            String members = IntStream.range(0, count)
                    .mapToObj(other -> "127.0.0.1:" + (CLUSTER_PORT + other))
                    .collect(Collectors.joining(","));
            command.addAll(List.of(
                    "--cluster=on",
                    "--cluster-name=benchmarks-" + ProcessHandle.current().pid(),
                    "--cluster-members=" + members,
                    "--cluster-host=127.0.0.1",
                    "--cluster-port=" + (CLUSTER_PORT + node),
                    "--cluster-bus-port=0"));
        }
        return command;
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

    private static boolean isReady(int node) {
        try {
            var url = URI.create("http://127.0.0.1:" + (MANAGEMENT_PORT + node) + "/health/ready")
                    .toURL();
            return ((HttpURLConnection) url.openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false; // not yet
        }
    }

    List<URI> urls() {
        return IntStream.range(0, processes.size())
                .mapToObj(node -> URI.create("ws://127.0.0.1:" + (PORT + node) + "/socket"))
                .toList();
    }

    List<Long> pids() {
        return processes.stream().map(Process::pid).toList();
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
