package dev.wingbeat.cluster;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of a node of a cluster: how it finds the others, and where it listens. A value that is null or empty leaves the
 * setting of {@code cluster.xml}. Not thread-safe; {@link Cluster#join} hands one out to be filled in, and keeps nothing of it.
 */
public final class ClusterOptions {

    private @Nullable Path file;
    private @Nullable String name;
    private @Nullable String nodeName;
    private @Nullable String secret;
    private List<String> members = List.of();
    private @Nullable String serviceDns;
    private int port = 5701;
    private @Nullable String host;
    private @Nullable String publicHost;
    private int busPort = 15701;
    private @Nullable Path tlsCertificate;
    private @Nullable Path tlsKey;
    private @Nullable Path tlsAuthority;

    /** Copies all values of another one, as they are now. */
    public ClusterOptions from(ClusterOptions other) {
        file = other.file;
        name = other.name;
        nodeName = other.nodeName;
        secret = other.secret;
        members = other.members;
        serviceDns = other.serviceDns;
        port = other.port;
        host = other.host;
        publicHost = other.publicHost;
        busPort = other.busPort;
        tlsCertificate = other.tlsCertificate;
        tlsKey = other.tlsKey;
        tlsAuthority = other.tlsAuthority;
        return this;
    }

    /** Sets the Hazelcast configuration; null, the default, for the one on the class path. */
    public ClusterOptions file(@Nullable Path file) {
        this.file = file;
        return this;
    }

    public @Nullable Path file() {
        return file;
    }

    /** Sets the cluster's name, null for the file's: nodes of another name are not seen. */
    public ClusterOptions name(@Nullable String name) {
        this.name = name;
        return this;
    }

    public @Nullable String name() {
        return name;
    }

    /**
     * Sets the name of this node by which people know it, in logs and figures of all nodes: 1 to 63 letters, digits, dots, dashes
     * and underscores; null, the default, for that of its host. Several nodes may have the same: {@link Cluster#nodeName} adds what
     * tells them apart.
     *
     * @throws IllegalArgumentException for another text
     */
    public ClusterOptions nodeName(@Nullable String nodeName) {
        if (nodeName != null && !NodeName.isValid(nodeName)) {
            throw new IllegalArgumentException("nodeName: " + nodeName + " (expected: " + NodeName.EXPECTED + ")");
        }
        this.nodeName = nodeName;
        return this;
    }

    public @Nullable String nodeName() {
        return nodeName;
    }

    /**
     * Sets a secret that only the nodes of the cluster know: the effective name contains a digest keyed by it; null for the
     * name alone. An obstacle, no authentication: the digest is seen in the log and by whoever listens in.
     */
    public ClusterOptions secret(@Nullable String secret) {
        this.secret = secret;
        return this;
    }

    public @Nullable String secret() {
        return secret;
    }

    /**
     * Sets the addresses at which to look for members, {@code host:port}, or {@code host} for {@link #port}; none for the
     * file's.
     */
    public ClusterOptions members(List<String> members) {
        this.members = List.copyOf(members);
        requireOneSource();
        return this;
    }

    public List<String> members() {
        return members;
    }

    /** Returns the members with their ports, {@link #port} where none is given. */
    public List<String> addresses() {
        return members.stream().map(member -> withPort(member, port)).toList();
    }

    /**
     * Adds the port to an address that has none. Hazelcast would look at three ports of it, and after a split for five
     * seconds at each where nobody is.
     */
    static String withPort(String member, int port) {
        if (member.startsWith("[")) {
            return member.endsWith("]") ? member + ':' + port : member;
        }
        int colon = member.indexOf(':');
        if (colon != member.lastIndexOf(':')) {
            return '[' + member + "]:" + port; // IPv6
        }
        return colon < 0 ? member + ':' + port : member;
    }

    /** Sets the name of a headless service whose addresses are looked at, in place of {@link #members}; null for none. */
    public ClusterOptions serviceDns(@Nullable String serviceDns) {
        this.serviceDns = serviceDns;
        requireOneSource();
        return this;
    }

    public @Nullable String serviceDns() {
        return serviceDns;
    }

    /** Sets the port that members talk on, 5701 by default. */
    public ClusterOptions port(int port) {
        requirePort("port", port, 1);
        this.port = port;
        return this;
    }

    public int port() {
        return port;
    }

    /** Sets the address that members and the event bus listen on; null for one that Hazelcast chooses. */
    public ClusterOptions host(@Nullable String host) {
        this.host = host;
        return this;
    }

    public @Nullable String host() {
        return host;
    }

    /** Sets the address that others reach this node at, when it is another; null for {@link #host}. */
    public ClusterOptions publicHost(@Nullable String publicHost) {
        this.publicHost = publicHost;
        return this;
    }

    public @Nullable String publicHost() {
        return publicHost;
    }

    /** Sets the port of the event bus, 15701 by default, 0 for a free one. */
    public ClusterOptions busPort(int busPort) {
        requirePort("busPort", busPort, 0);
        this.busPort = busPort;
        return this;
    }

    public int busPort() {
        return busPort;
    }

    /**
     * Sets the node's certificate, in PEM, followed by those between it and the authority. With the three files nodes talk by TLS only,
     * and each must show a certificate of the same authority. Which host it names is not looked at, so the authority should be the
     * cluster's own. The files are read again when they change.
     */
    public ClusterOptions tlsCertificate(@Nullable Path tlsCertificate) {
        this.tlsCertificate = tlsCertificate;
        return this;
    }

    public @Nullable Path tlsCertificate() {
        return tlsCertificate;
    }

    /** Sets the private key of {@link #tlsCertificate}, RSA or EC, not encrypted. */
    public ClusterOptions tlsKey(@Nullable Path tlsKey) {
        this.tlsKey = tlsKey;
        return this;
    }

    public @Nullable Path tlsKey() {
        return tlsKey;
    }

    /** Sets the certificates of the authority, several while one takes the other's place. */
    public ClusterOptions tlsAuthority(@Nullable Path tlsAuthority) {
        this.tlsAuthority = tlsAuthority;
        return this;
    }

    public @Nullable Path tlsAuthority() {
        return tlsAuthority;
    }

    ClusterTls tls() {
        return new ClusterTls(tlsCertificate, tlsKey, tlsAuthority);
    }

    /** Returns a description without the secret. */
    @Override
    public String toString() {
        return "ClusterOptions[name=" + name + ", nodeName=" + nodeName + ", members=" + members + ", serviceDns="
                + serviceDns + ", host=" + host + ", port=" + port + ", busPort=" + busPort + ", tls=" + tls() + ']';
    }

    /** Refuses a public address alone: the event bus would listen on it, or on loopback. */
    void requireOwnAddress() {
        if (publicHost != null && host == null) {
            throw new IllegalArgumentException("cluster-public-host: " + publicHost
                    + " (expected: with cluster-host, the address that it leads to)");
        }
    }

    private static void requirePort(String name, int port, int lowest) {
        if (port < lowest || port > 65_535) {
            throw new IllegalArgumentException(name + ": " + port + " (expected: " + lowest + " to 65535)");
        }
    }

    private void requireOneSource() {
        if (serviceDns != null && !members.isEmpty()) {
            throw new IllegalArgumentException(
                    "members: " + members + ", serviceDns: " + serviceDns + " (expected: one of them)");
        }
    }
}
