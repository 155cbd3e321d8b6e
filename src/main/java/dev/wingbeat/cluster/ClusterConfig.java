package dev.wingbeat.cluster;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a node finds the others. What is null or empty is left as {@code cluster.xml} says.
 *
 * @param file the Hazelcast configuration; null for the one on the class path
 * @param name the cluster's name: nodes of another name are not seen
 * @param secret what the nodes of the cluster know and nobody else: the effective name contains a digest keyed by it; null
 *     for the name alone. An obstacle, no authentication: the digest is seen in the log and by whoever listens in
 * @param members addresses to look at, {@code host:port}, or {@code host} for {@code port}
 * @param serviceDns the name of a headless service whose addresses are looked at, in place of {@code members}
 * @param port the port that members talk on
 * @param host the address that members and the event bus listen on
 * @param publicHost the address that others reach this node at, when it is another
 * @param busPort the port of the event bus, 0 for a free one
 * @param tls the certificates of the event bus
 */
public record ClusterConfig(
        @Nullable Path file,
        @Nullable String name,
        @Nullable String secret,
        List<String> members,
        @Nullable String serviceDns,
        int port,
        @Nullable String host,
        @Nullable String publicHost,
        int busPort,
        ClusterTls tls) {

    /** Everything as in {@code cluster.xml}; members talk on port 5701, the event bus on 15701. */
    public static final ClusterConfig DEFAULT =
            new ClusterConfig(null, null, null, List.of(), null, 5701, null, null, 15701, ClusterTls.NONE);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException for a port out of range, or members together with a service
     */
    public ClusterConfig {
        members = List.copyOf(members);
        requirePort("port", port, 1);
        requirePort("busPort", busPort, 0);
        if (serviceDns != null && !members.isEmpty()) {
            throw new IllegalArgumentException(
                    "members: " + members + ", serviceDns: " + serviceDns + " (expected: one of them)");
        }
    }

    /** Returns a copy with another Hazelcast configuration, null for the one on the class path. */
    public ClusterConfig withFile(@Nullable Path file) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Returns a copy with another name of the cluster, null for the file's. */
    public ClusterConfig withName(@Nullable String name) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Returns a copy whose effective name is keyed by a secret, null for the name alone. */
    public ClusterConfig withSecret(@Nullable String secret) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Returns a copy that looks at other addresses, none for the file's. */
    public ClusterConfig withMembers(List<String> members) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Returns a copy that looks up another service, null for none. */
    public ClusterConfig withServiceDns(@Nullable String serviceDns) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Returns a copy whose members talk on another port. */
    public ClusterConfig withPort(int port) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Returns a copy that listens to members on another address, null for one that Hazelcast chooses. */
    public ClusterConfig withHost(@Nullable String host) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Returns a copy that others reach at another address, null for the one it listens on. */
    public ClusterConfig withPublicHost(@Nullable String publicHost) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Returns a copy with another port of the event bus, 0 for a free one. */
    public ClusterConfig withBusPort(int busPort) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Returns a copy whose event bus has other certificates. */
    public ClusterConfig withTls(ClusterTls tls) {
        return new ClusterConfig(file, name, secret, members, serviceDns, port, host, publicHost, busPort, tls);
    }

    /** Does not show the secret. */
    @Override
    public String toString() {
        return "ClusterConfig[name=" + name + ", members=" + members + ", serviceDns=" + serviceDns + ", host=" + host
                + ", port=" + port + ", busPort=" + busPort + ", tls=" + tls + ']';
    }

    private static void requirePort(String name, int port, int lowest) {
        if (port < lowest || port > 65_535) {
            throw new IllegalArgumentException(name + ": " + port + " (expected: " + lowest + " to 65535)");
        }
    }
}
