package dev.wingbeat.local;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The options that the nodes on this machine are started with. The first port of each kind is the first node's, the next ones
 * follow. Internal seam.
 *
 * @param nodes how many there are
 * @param port the first port for clients
 * @param managementPort the first port for operators
 * @param apiPort the first port for the server API alone, null for none
 * @param clusterPort the first port for members
 * @param secretKeyBase what all of them sign tokens with
 * @param consoleKey the key that opens the console of each node, null for none
 * @param flags further flags that each of them gets, {@code --name=value}
 * @param java the command that starts {@code serve} in a JVM, up to the name of the main class
 */
public record LocalClusterConfig(
        int nodes,
        int port,
        int managementPort,
        @Nullable Integer apiPort,
        int clusterPort,
        String secretKeyBase,
        @Nullable String consoleKey,
        List<String> flags,
        List<String> java) {

    /** The address of the nodes: this machine alone reaches them. */
    static final String HOST = "127.0.0.1";

    private static final int MAX_NODES = 16;

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for too few or too many nodes, or ports that do not exist
     */
    public LocalClusterConfig {
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new IllegalArgumentException(
                    "--nodes: " + nodes + " (expected: a number from 1 to " + MAX_NODES + ")");
        }
        requirePorts("--port", port, nodes);
        requirePorts("--management-port", managementPort, nodes);
        if (apiPort != null) {
            requirePorts("--api-port", apiPort, nodes);
        }
        requirePorts("--cluster-port", clusterPort, nodes);
        flags = List.copyOf(flags);
        java = List.copyOf(java);
    }

    private static void requirePorts(String flag, int first, int nodes) {
        int most = 65_536 - nodes;
        if (first < 1 || first > most) {
            throw new IllegalArgumentException(flag + ": " + first + " (expected: a number from 1 to " + most + ")");
        }
    }

    /** Returns the address that browsers open for a node, numbered from 1. */
    String url(int node) {
        return "http://localhost:" + (port + node - 1);
    }

    /** Returns the address of the console, by which one is signed in; null without one. */
    @Nullable
    String consoleUrl() {
        return consoleKey == null ? null : "http://localhost:" + managementPort + "/console/#key=" + consoleKey;
    }

    /** Returns where a node, numbered from 1, tells its figures. */
    String statsUrl(int node) {
        return "http://" + HOST + ":" + (managementPort + node - 1) + "/stats";
    }

    /** Returns the command that starts a node, numbered from 1. */
    List<String> command(int node) {
        String members = numbers()
                .mapToObj(other -> HOST + ":" + (clusterPort + other - 1))
                .collect(Collectors.joining(","));
        var command = new ArrayList<>(java);
        command.addAll(List.of(
                "serve",
                "--host=" + HOST,
                "--cluster=on",
                "--cluster-name=local-" + ProcessHandle.current().pid(),
                "--cluster-members=" + members,
                "--cluster-host=" + HOST,
                "--cluster-port=" + (clusterPort + node - 1),
                "--cluster-bus-port=0",
                "--node-name=node-" + node,
                "--port=" + (port + node - 1),
                "--management-port=" + (managementPort + node - 1)));
        if (apiPort != null) {
            command.add("--api-port=" + (apiPort + node - 1));
        }
        command.addAll(flags);
        return command;
    }

    /**
     * Returns the variables that every node gets: what a list of processes should not show, what is long, and what must not come from
     * a file that describes another cluster.
     */
    Map<String, String> variables() {
        String urls = numbers().mapToObj(this::url).collect(Collectors.joining(","));
        var variables = new HashMap<>(Map.of(
                "WINGBEAT_SECRET_KEY_BASE",
                secretKeyBase,
                "WINGBEAT_SECRET_KEY_BASE_FILE",
                "",
                "WINGBEAT_NODE_URLS",
                urls,
                "WINGBEAT_CLUSTER_SERVICE_DNS",
                "none",
                "WINGBEAT_CLUSTER_PUBLIC_HOST",
                "auto",
                "WINGBEAT_CLUSTER_TLS_CERT",
                "none",
                "WINGBEAT_CLUSTER_TLS_KEY",
                "none",
                "WINGBEAT_CLUSTER_TLS_CA",
                "none"));
        if (consoleKey != null) {
            variables.put("WINGBEAT_CONSOLE_KEY", consoleKey);
            variables.put("WINGBEAT_CONSOLE_KEY_FILE", "");
        }
        return Map.copyOf(variables);
    }

    private IntStream numbers() {
        return IntStream.rangeClosed(1, nodes);
    }
}
