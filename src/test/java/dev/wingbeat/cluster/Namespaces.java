package dev.wingbeat.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Network namespaces for three nodes: a bridge between the nodes that cables can be pulled from, and an uncut way from each
 * node to the namespace that the clients run in. Nothing of it is seen by, or reaches, the machine's own network.
 */
final class Namespaces implements AutoCloseable {

    private final String prefix = "wb" + ProcessHandle.current().pid();
    private final List<String> made = new ArrayList<>();

    /** Says whether this process may make namespaces, by making one. */
    static boolean allowed() {
        String name = "wb" + ProcessHandle.current().pid() + "try";
        try {
            boolean made = run(List.of("ip", "netns", "add", name)) == 0;
            return made && run(List.of("ip", "netns", "del", name)) == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Makes the namespaces and the links between them. */
    Namespaces(int nodes) throws IOException {
        make(clients());
        make(bridge());
        ip("-n", bridge(), "link", "add", "br0", "type", "bridge");
        ip("-n", bridge(), "link", "set", "br0", "up");
        for (int i = 0; i < nodes; i++) {
            make(node(i));
            link(bridge(), "b" + i, node(i), "cluster");
            ip("-n", bridge(), "link", "set", "b" + i, "master", "br0");
            ip("-n", node(i), "address", "add", clusterAddress(i) + "/24", "dev", "cluster");
            link(clients(), "c" + i, node(i), "front");
            ip("-n", clients(), "address", "add", "10.91." + i + ".1/24", "dev", "c" + i);
            ip("-n", node(i), "address", "add", frontAddress(i) + "/24", "dev", "front");
        }
    }

    /** Returns the namespace that clients run in. */
    String clients() {
        return prefix + "c";
    }

    /** Returns the namespace of a node. */
    String node(int index) {
        return prefix + "n" + index;
    }

    private String bridge() {
        return prefix + "b";
    }

    /** Returns the address that a node talks to the others on. */
    static String clusterAddress(int index) {
        return "10.90.0.1" + index;
    }

    /** Returns the address that clients connect to. */
    static String frontAddress(int index) {
        return "10.91." + index + ".2";
    }

    /** Returns what a command begins with that runs in a namespace. */
    static List<String> in(String namespace) {
        return List.of("ip", "netns", "exec", namespace);
    }

    /** Takes a node's link off the bridge: its packets vanish, and nobody is told, as when a switch fails. */
    static void cut(String clientsNamespace, int node) throws IOException {
        ip("-n", bridgeOf(clientsNamespace), "link", "set", "b" + node, "nomaster");
    }

    /** Puts a node's link back. */
    static void heal(String clientsNamespace, int node) throws IOException {
        ip("-n", bridgeOf(clientsNamespace), "link", "set", "b" + node, "master", "br0");
    }

    private static String bridgeOf(String clientsNamespace) {
        return clientsNamespace.substring(0, clientsNamespace.length() - 1) + "b";
    }

    private void make(String namespace) throws IOException {
        ip("netns", "add", namespace);
        made.add(namespace);
        ip("-n", namespace, "link", "set", "lo", "up");
    }

    private static void link(String one, String device, String other, String otherDevice) throws IOException {
        ip("-n", one, "link", "add", device, "type", "veth", "peer", "name", otherDevice, "netns", other);
        ip("-n", one, "link", "set", device, "up");
        ip("-n", other, "link", "set", otherDevice, "up");
    }

    private static void ip(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        if (run(command) != 0) {
            throw new IOException(String.join(" ", command) + " (expected: status 0)");
        }
    }

    private static int run(List<String> command) throws IOException {
        try {
            return new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            throw new IOException("interrupted: " + command, e);
        }
    }

    /** Removes the namespaces, and with them all links. */
    @Override
    public void close() throws IOException {
        for (String namespace : made) {
            ip("netns", "del", namespace);
        }
    }
}
