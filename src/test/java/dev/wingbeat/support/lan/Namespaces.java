package dev.wingbeat.support.lan;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Network namespaces for three nodes: a bridge between the nodes that cables can be pulled from, and an uncut way from each
 * node to the namespace that the clients run in. Nothing of it is seen by, or reaches, the machine's own network.
 */
public final class Namespaces implements AutoCloseable {

    private final String prefix = "wb" + ProcessHandle.current().pid();
    private final List<String> made = new ArrayList<>();

    /** How a node is cut off from the others. */
    public enum Cut {
        /** Its link is taken off the bridge: its packets vanish, and nobody is told, as when a switch fails. */
        LINK,

        /** Its firewall drops what comes and what goes, as a wrong rule does. */
        FIREWALL
    }

    /** Says why a node cannot be cut off here in such a way, by trying. */
    public static Optional<String> obstacle(Cut cut) {
        String name = "wb" + ProcessHandle.current().pid() + "try";
        try {
            ip("netns", "add", name);
            try {
                if (cut == Cut.FIREWALL) {
                    firewall("-A", name, "lo");
                }
            } finally {
                ip("netns", "del", name);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("network namespaces are not allowed here: " + e.getMessage());
        }
    }

    /** Makes the namespaces and the links between them. */
    public Namespaces(int nodes) throws IOException {
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
    public String clients() {
        return prefix + "c";
    }

    /** Returns the namespace of a node. */
    public String node(int index) {
        return prefix + "n" + index;
    }

    private String bridge() {
        return prefix + "b";
    }

    /** Returns the address that a node talks to the others on. */
    public static String clusterAddress(int index) {
        return "10.90.0.1" + index;
    }

    /** Returns the address that clients connect to. */
    public static String frontAddress(int index) {
        return "10.91." + index + ".2";
    }

    /** Returns what a command begins with that runs in a namespace. */
    public static List<String> in(String namespace) {
        return List.of("ip", "netns", "exec", namespace);
    }

    /** Cuts a node off from the others, but not from the clients. */
    public static void cut(Cut cut, String clientsNamespace, int node) throws IOException {
        switch (cut) {
            case LINK -> ip("-n", sibling(clientsNamespace, "b"), "link", "set", "b" + node, "nomaster");
            case FIREWALL -> firewall("-A", sibling(clientsNamespace, "n" + node), "cluster");
        }
    }

    /** Undoes the cut. */
    public static void heal(Cut cut, String clientsNamespace, int node) throws IOException {
        switch (cut) {
            case LINK -> ip("-n", sibling(clientsNamespace, "b"), "link", "set", "b" + node, "master", "br0");
            case FIREWALL -> firewall("-D", sibling(clientsNamespace, "n" + node), "cluster");
        }
    }

    private static void firewall(String deed, String namespace, String device) throws IOException {
        run(in(namespace), "iptables", deed, "INPUT", "-i", device, "-j", "DROP");
        run(in(namespace), "iptables", deed, "OUTPUT", "-o", device, "-j", "DROP");
    }

    private static String sibling(String clientsNamespace, String suffix) {
        return clientsNamespace.substring(0, clientsNamespace.length() - 1) + suffix;
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
        run(List.of("ip"), arguments);
    }

    private static void run(List<String> first, String... rest) throws IOException {
        var command = new ArrayList<>(first);
        command.addAll(List.of(rest));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var output = process.inputReader()) {
            String said = output.lines().collect(Collectors.joining("; "));
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(String.join(" ", command) + ": status " + status + ", " + said);
            }
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
