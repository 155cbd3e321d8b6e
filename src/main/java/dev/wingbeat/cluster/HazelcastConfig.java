package dev.wingbeat.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.hazelcast.config.AdvancedNetworkConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.config.ServerSocketEndpointConfig;
import com.hazelcast.config.XmlConfigBuilder;
import com.hazelcast.instance.EndpointQualifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes Hazelcast's configuration of {@code cluster.xml} and what {@link ClusterOptions} lays over it. */
final class HazelcastConfig {

    /** The member attribute under which vertx-hazelcast keeps a node's name. */
    static final String NODE_ID_ATTRIBUTE = "__vertx.nodeId";

    /** The member attribute under which a node has its {@link ClusterOptions#nodeName}. */
    static final String NODE_NAME_ATTRIBUTE = "wingbeat.nodeName";

    private static final String RESOURCE = "/cluster.xml";
    private static final String DIGEST = "HmacSHA256";
    private static final int DIGEST_BYTES = 16;

    private HazelcastConfig() {}

    static Config of(ClusterOptions wanted) {
        MonotonicClock.use();
        Config config = read(wanted);
        config.setClassLoader(HazelcastConfig.class.getClassLoader());
        config.setClusterName(effectiveName(wanted, config));
        config.getMemberAttributeConfig()
                .setAttribute(NODE_NAME_ATTRIBUTE, wanted.nodeName() == null ? NodeName.ofHost() : wanted.nodeName());
        if (wanted.host() != null) {
            config.setProperty("hazelcast.socket.bind.any", "false");
        }
        join(joining(config), wanted);
        AdvancedNetworkConfig advanced = config.getAdvancedNetworkConfig();
        if (advanced.isEnabled()) {
            lay(wanted, memberEndpoint(advanced));
        } else {
            lay(wanted, config.getNetworkConfig());
        }
        return config;
    }

    /** Returns how members find each other. */
    static JoinConfig joining(Config config) {
        AdvancedNetworkConfig advanced = config.getAdvancedNetworkConfig();
        return advanced.isEnabled()
                ? advanced.getJoin()
                : config.getNetworkConfig().getJoin();
    }

    /** Adds a digest keyed by the secret: whoever knows the name alone is not let in. */
    private static String effectiveName(ClusterOptions wanted, Config config) {
        String name = wanted.name() == null ? config.getClusterName() : wanted.name();
        return wanted.secret() == null ? name : name + '-' + digest(name, wanted.secret());
    }

    private static String digest(String name, String secret) {
        try {
            Mac mac = Mac.getInstance(DIGEST);
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), DIGEST));
            byte[] digest = mac.doFinal(("wingbeat cluster " + name).getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(DIGEST + " (expected: in every JDK)", e);
        }
    }

    private static ServerSocketEndpointConfig memberEndpoint(AdvancedNetworkConfig advanced) {
        if (advanced.getEndpointConfigs().get(EndpointQualifier.MEMBER)
                instanceof ServerSocketEndpointConfig endpoint) {
            return endpoint;
        }
        throw new IllegalArgumentException(
                "cluster file: advanced-network (expected: with a member-server-socket-endpoint-config)");
    }

    private static void lay(ClusterOptions wanted, ServerSocketEndpointConfig endpoint) {
        endpoint.setPort(wanted.port());
        if (wanted.host() != null) {
            endpoint.getInterfaces().setEnabled(true).clear().addInterface(wanted.host());
        }
        if (wanted.publicHost() != null) {
            endpoint.setPublicAddress(wanted.publicHost());
        }
    }

    private static void lay(ClusterOptions wanted, NetworkConfig network) {
        network.setPort(wanted.port());
        if (wanted.host() != null) {
            network.getInterfaces().setEnabled(true).clear().addInterface(wanted.host());
        }
        if (wanted.publicHost() != null) {
            network.setPublicAddress(wanted.publicHost());
        }
    }

    private static void join(JoinConfig join, ClusterOptions wanted) {
        if (!wanted.members().isEmpty()) {
            join.getKubernetesConfig().setEnabled(false);
            join.getTcpIpConfig().setEnabled(true).setMembers(wanted.addresses());
        } else if (wanted.serviceDns() != null) {
            join.getTcpIpConfig().setEnabled(false);
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", wanted.serviceDns())
                    .setProperty("service-port", Integer.toString(wanted.port()));
        }
    }

    private static Config read(ClusterOptions wanted) {
        try (InputStream xml = wanted.file() == null
                ? HazelcastConfig.class.getResourceAsStream(RESOURCE)
                : Files.newInputStream(wanted.file())) {
            return new XmlConfigBuilder(Objects.requireNonNull(xml, RESOURCE)).build();
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("cluster file: " + wanted.file() + " (expected: a readable file)", e);
        } catch (InvalidConfigurationException e) {
            throw new IllegalArgumentException("cluster file: " + e.getMessage() + " (expected: one of Hazelcast)", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
