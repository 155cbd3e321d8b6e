package dev.wingbeat.cluster;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.XmlConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Makes Hazelcast's configuration of {@code cluster.xml} and what {@link ClusterConfig} lays over it. */
final class HazelcastConfig {

    /** The member attribute under which vertx-hazelcast keeps a node's name. */
    static final String NODE_ID_ATTRIBUTE = "__vertx.nodeId";

    private static final String RESOURCE = "/cluster.xml";

    private HazelcastConfig() {}

    static Config of(ClusterConfig wanted) {
        Config config = read(wanted);
        config.setClassLoader(HazelcastConfig.class.getClassLoader());
        if (wanted.name() != null) {
            config.setClusterName(wanted.name());
        }
        NetworkConfig network = config.getNetworkConfig();
        network.setPort(wanted.port());
        if (wanted.host() != null) {
            network.getInterfaces().setEnabled(true).clear().addInterface(wanted.host());
            config.setProperty("hazelcast.socket.bind.any", "false");
        }
        if (wanted.publicHost() != null) {
            network.setPublicAddress(wanted.publicHost());
        }
        join(network.getJoin(), wanted);
        return config;
    }

    private static void join(JoinConfig join, ClusterConfig wanted) {
        if (!wanted.members().isEmpty()) {
            join.getKubernetesConfig().setEnabled(false);
            join.getTcpIpConfig()
                    .setEnabled(true)
                    .setMembers(wanted.members().stream()
                            .map(member -> withPort(member, wanted.port()))
                            .toList());
        } else if (wanted.serviceDns() != null) {
            join.getTcpIpConfig().setEnabled(false);
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", wanted.serviceDns())
                    .setProperty("service-port", Integer.toString(wanted.port()));
        }
    }

    /**
     * Adds the port to an address that has none. Hazelcast would look at three ports of it, and after a split for five
     * seconds at each where nobody is.
     */
    private static String withPort(String member, int port) {
        if (member.startsWith("[")) {
            return member.endsWith("]") ? member + ':' + port : member;
        }
        int colon = member.indexOf(':');
        if (colon != member.lastIndexOf(':')) {
            return '[' + member + "]:" + port; // IPv6
        }
        return colon < 0 ? member + ':' + port : member;
    }

    private static Config read(ClusterConfig wanted) {
        try (InputStream xml = wanted.file() == null
                ? HazelcastConfig.class.getResourceAsStream(RESOURCE)
                : Files.newInputStream(wanted.file())) {
            return new XmlConfigBuilder(Objects.requireNonNull(xml, RESOURCE)).build();
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("cluster file: " + wanted.file() + " (expected: a readable file)", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
