package dev.wingbeat.faults;

import dev.wingbeat.protocol.Sha256;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.lan.Namespaces;
import dev.wingbeat.support.process.JavaCommand;
import dev.wingbeat.support.process.ProcessProbe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three nodes, each in a JVM of its own, and in a network namespace of its own where there are such. */
final class FaultNodes implements AutoCloseable {

    static final int COUNT = 3;

    private static final String KEY = "only-for-the-faults-of-this-machine";
    private static final Duration ANSWER = Duration.ofSeconds(2);

    private final String clients;
    private final Class<?> hub;
    private final int port = Ports.unused(COUNT);
    private final int managementPort = Ports.unused(COUNT);
    private final int clusterPort = Ports.unused(COUNT);
    private final Path config = Path.of("target", "faults.yaml");
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(ANSWER).build();
    private final List<Process> processes = new ArrayList<>();

    /**
     * Starts them.
     *
     * @param clients names the namespace of the clients, and is empty where there are none
     * @param hub what they run, by the commands and flags of the sample
     */
    FaultNodes(String clients, Class<?> hub) throws IOException {
        this.clients = clients;
        this.hub = hub;
        Files.writeString(config, "api:\n  keys:\n    - {name: faults, sha256: %s, scopes: [read]}\n".formatted(sha()));
        for (int node = 0; node < COUNT; node++) {
            processes.add(launch(node));
        }
    }

    private static String sha() {
        return HexFormat.of().formatHex(Sha256.of(KEY.getBytes(StandardCharsets.US_ASCII)));
    }

    private boolean apart() {
        return !clients.isEmpty();
    }

    private String front(int node) {
        return apart() ? Namespaces.frontAddress(node) : "127.0.0.1";
    }

    private String inner(int node) {
        return apart() ? Namespaces.clusterAddress(node) : "127.0.0.1";
    }

    private Process launch(int node) throws IOException {
        var command = new ArrayList<String>();
        if (apart()) {
            command.addAll(Namespaces.in(clients.substring(0, clients.length() - 1) + "n" + node));
        }
        command.addAll(JavaCommand.likeThis(
                List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Dwingbeat.stopWithParent=true"), hub));
        String members = IntStream.range(0, COUNT)
                .mapToObj(other -> inner(other) + ':' + (clusterPort + other))
                .collect(Collectors.joining(","));
        command.addAll(List.of(
                "serve",
                "--config=" + config,
                "--host=" + front(node),
                "--port=" + (port + node),
                "--management-host=" + front(node),
                "--management-port=" + (managementPort + node),
                "--log-level=info",
                "--secret-key-base=" + KEY,
                "--cluster=on",
                "--node-name=node-" + node,
                "--cluster-name=faults-" + ProcessHandle.current().pid(),
                "--cluster-members=" + members,
                "--cluster-host=" + inner(node),
                "--cluster-port=" + (clusterPort + node),
                "--cluster-bus-port=0"));
        var log = ProcessBuilder.Redirect.appendTo(log(node).toFile());
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log);
        builder.environment().put("WINGBEAT_LIMITS", "off");
        return builder.start();
    }

    static Path log(int node) {
        return Path.of("target", "faults-" + node + ".log");
    }

    List<URI> urls() {
        return IntStream.range(0, COUNT)
                .mapToObj(node -> URI.create("ws://" + front(node) + ':' + (port + node) + "/socket"))
                .toList();
    }

    /** Ends a node as {@code kill -9} does. */
    void kill(int node) throws InterruptedException {
        processes.get(node).destroyForcibly();
        int unused = processes.get(node).waitFor();
    }

    /** Stops a node as an operator does, and waits until it has drained. */
    void stop(int node) throws InterruptedException {
        processes.get(node).destroy();
        int unused = processes.get(node).waitFor();
    }

    void restart(int node) throws IOException {
        processes.set(node, launch(node));
    }

    void freeze(int node) {
        new ProcessProbe(processes.get(node).pid()).signal("STOP");
    }

    void thaw(int node) {
        new ProcessProbe(processes.get(node).pid()).signal("CONT");
    }

    void cut(int node) throws IOException {
        Namespaces.cut(Namespaces.Cut.LINK, clients, node);
    }

    void heal(int node) throws IOException {
        Namespaces.heal(Namespaces.Cut.LINK, clients, node);
    }

    /** Returns whether all are ready, and see each other. */
    boolean areWhole() throws InterruptedException {
        for (int node = 0; node < COUNT; node++) {
            if (ask(node, "/health/ready").isEmpty() || metric(node, "wingbeat_members") != COUNT) {
                return false;
            }
        }
        return true;
    }

    /** Returns a metric without labels, or the sum of all that have some; negative when the node does not answer. */
    double metric(int node, String name) throws InterruptedException {
        String text = ask(node, "/metrics");
        return text.isEmpty()
                ? -1
                : text.lines()
                        .filter(line -> line.startsWith(name + ' ') || line.startsWith(name + '{'))
                        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                        .sum();
    }

    /** Returns the directory of rooms as a node knows it, as JSON; empty when it does not answer. */
    String directory(int node) throws InterruptedException {
        return ask(node, "/api/v1/rooms?limit=1000");
    }

    /** Returns the answer of a node's management port; empty when it does not answer, or not by 200. */
    private String ask(int node, String path) throws InterruptedException {
        var uri = URI.create("http://" + front(node) + ':' + (managementPort + node) + path);
        var request = HttpRequest.newBuilder(uri)
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + KEY)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException e) {
            return ""; // it is gone, or stands still
        }
    }

    /** Ends all at once. */
    @Override
    public void close() {
        processes.forEach(process -> process.toHandle().destroyForcibly());
        http.shutdownNow();
    }
}
