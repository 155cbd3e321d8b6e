package dev.wingbeat.app;

import dev.wingbeat.cluster.NodeName;
import dev.wingbeat.config.AddressTypes;
import dev.wingbeat.config.ValueType;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings of a cluster, in the order of the help and of configuration.md. */
final class ClusterSettings {

    private static final String FROM_FILE = "file";

    static final List<Setting<?>> ALL = List.of(
            new Setting<>(
                    "cluster",
                    ValueType.onOff(),
                    "off",
                    "Whether to join the other nodes: then a topic spans all of them",
                    WingbeatConfig::clustered),
            new Setting<>(
                    "cluster-file",
                    ValueType.fileOr(ValueType.BUILT_IN),
                    ValueType.BUILT_IN,
                    "Configuration of Hazelcast in place of the built-in cluster.xml",
                    (config, file) -> config.cluster().file(fileOf(file))),
            new Setting<>(
                    "cluster-name",
                    ValueType.name(),
                    FROM_FILE,
                    "Name of the cluster; nodes of another name, or with another secret-key-base, are not seen."
                            + " file: as the cluster file says",
                    (config, name) -> config.cluster().name(unless(FROM_FILE, name))),
            new Setting<>(
                    "cluster-members",
                    AddressTypes.addresses(),
                    FROM_FILE,
                    "Where to look for other nodes, separated by commas; without a port, at that of cluster-port."
                            + " file: as the cluster file says",
                    (config, members) ->
                            config.cluster().members(members.equals(List.of(FROM_FILE)) ? List.of() : members)),
            new Setting<>(
                    "cluster-service-dns",
                    AddressTypes.hostOr(ValueType.NONE),
                    ValueType.NONE,
                    "Name of a headless service that has the addresses of the nodes, in place of cluster-members",
                    (config, name) -> config.cluster().serviceDns(unless(ValueType.NONE, name))),
            new Setting<>(
                    "cluster-host",
                    AddressTypes.hostOr(ValueType.AUTO),
                    ValueType.AUTO,
                    "Address of this machine on which nodes talk, and no other; auto takes the one that is among"
                            + " cluster-members, else the first that other machines can reach",
                    (config, host) -> config.cluster().host(unless(ValueType.AUTO, host))),
            new Setting<>(
                    "cluster-public-host",
                    AddressTypes.hostOr(ValueType.AUTO),
                    ValueType.AUTO,
                    "Address at which other nodes reach this one, when it is not cluster-host itself; auto is cluster-host",
                    (config, host) -> config.cluster().publicHost(unless(ValueType.AUTO, host))),
            new Setting<>(
                    "cluster-port",
                    ValueType.integer(1, 65_535),
                    "5701",
                    "Port of the members; the next free one when it is taken",
                    (config, port) -> config.cluster().port(port)),
            new Setting<>(
                    "cluster-bus-port",
                    ValueType.integer(0, 65_535),
                    "15701",
                    "Port on which nodes send each other broadcasts; 0 takes a free one",
                    (config, port) -> config.cluster().busPort(port)),
            new Setting<>(
                    "cluster-tls-cert",
                    ValueType.fileOr(ValueType.NONE),
                    ValueType.NONE,
                    "Certificate of this node, in PEM: then nodes send each other broadcasts"
                            + " by TLS only, and each must show one. Read again when it changes",
                    (config, file) -> config.cluster().tlsCertificate(pathOf(file))),
            new Setting<>(
                    "cluster-tls-key",
                    ValueType.fileOr(ValueType.NONE),
                    ValueType.NONE,
                    "Private key of that certificate, RSA or EC, in PEM",
                    (config, file) -> config.cluster().tlsKey(pathOf(file))),
            new Setting<>(
                    "cluster-tls-ca",
                    ValueType.fileOr(ValueType.NONE),
                    ValueType.NONE,
                    "Certificates of the authority that signs those of the nodes, and no others, in PEM",
                    (config, file) -> config.cluster().tlsAuthority(pathOf(file))),
            new Setting<>(
                    "management-port",
                    ValueType.integerOr(ValueType.AUTO, 0, 65_535, -1),
                    ValueType.AUTO,
                    "Port for operators: /health, /stats, /metrics, the server API and the console; auto is "
                            + WingbeatConfig.MANAGEMENT_PORT
                            + " in a cluster, with console or with api.keys, otherwise none; 0 takes a free one",
                    ClusterSettings::managementPort),
            new Setting<>(
                    "management-host",
                    AddressTypes.hostOr(ValueType.AUTO),
                    ValueType.AUTO,
                    "Address on which the management port listens; auto is that of host",
                    (config, host) -> config.endpoint().managementHost(unless(ValueType.AUTO, host))),
            new Setting<>(
                    "api-port",
                    ValueType.integerOr(ValueType.NONE, 0, 65_535, -1),
                    ValueType.NONE,
                    "Port for the server API alone, on the address of management-host; none: it is on the management port,"
                            + " which is open in any case; 0 takes a free one",
                    WingbeatConfig::apiPort),
            new Setting<>(
                    "node-name",
                    new ValueType<>("NAME", NodeName.EXPECTED, false, ClusterSettings::nodeName),
                    ValueType.AUTO,
                    "Name of this node for people, in logs and figures of all nodes; auto is that of the host."
                            + " Several may have the same",
                    (config, name) -> config.cluster().nodeName(unless(ValueType.AUTO, name))),
            new Setting<>(
                    "node-urls",
                    AddressTypes.urls(),
                    ValueType.NONE,
                    "Where browsers reach each node, separated by commas; the sample page lets choose among them",
                    WingbeatConfig::nodeUrls));

    private ClusterSettings() {}

    private static String nodeName(String text) {
        if (!NodeName.isValid(text)) {
            throw new IllegalArgumentException(text);
        }
        return text;
    }

    /** Leaves what {@code --cluster}, which comes first, has chosen when the port is {@code auto}, here negative. */
    private static void managementPort(WingbeatConfig config, int port) {
        if (port >= 0) {
            config.endpoint().managementPort(port);
        }
    }

    private static @Nullable Path pathOf(String text) {
        return text.equals(ValueType.NONE) ? null : Path.of(text);
    }

    private static @Nullable Path fileOf(String text) {
        return text.equals(ValueType.BUILT_IN) ? null : Path.of(text);
    }

    private static @Nullable String unless(String word, String text) {
        return text.equals(word) ? null : text;
    }
}
