package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.Config;
import com.hazelcast.config.EndpointConfig;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import com.hazelcast.instance.EndpointQualifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HazelcastConfigTest {

    @Test
    void addressesOfAServiceAreLookedAtOnThePortOfTheMembers() {
        JoinConfig join = join(new ClusterOptions().serviceDns("hub.example").port(5801));
        assertFalse(join.getTcpIpConfig().isEnabled());
        assertTrue(join.getKubernetesConfig().isEnabled());
        assertEquals(
                Map.of("service-dns", "hub.example", "service-port", "5801"),
                join.getKubernetesConfig().getProperties());
    }

    @Test
    void namedMembersTakeThePlaceOfThoseInTheFile() {
        JoinConfig join = join(new ClusterOptions().members(List.of("10.0.0.1:5702")));
        assertTrue(join.getTcpIpConfig().isEnabled());
        assertEquals(List.of("10.0.0.1:5702"), join.getTcpIpConfig().getMembers());
        assertFalse(join.getKubernetesConfig().isEnabled());
    }

    @Test
    void memberWithoutPortIsLookedAtOnThatOfThisNodeAlone() {
        var named = List.of("10.0.0.1", "node:5702", "[fd00::1]", "[fd00::2]:5702", "fd00::3");
        JoinConfig join = join(new ClusterOptions().port(5801).members(named));
        assertEquals(
                List.of("10.0.0.1:5801", "node:5702", "[fd00::1]:5801", "[fd00::2]:5702", "[fd00::3]:5801"),
                join.getTcpIpConfig().getMembers());
    }

    @Test
    void nothingIsFoundByMulticast() {
        JoinConfig join = join(new ClusterOptions());
        assertFalse(join.getMulticastConfig().isEnabled());
        assertFalse(join.isAutoDetectionEnabled());
    }

    @Test
    void nothingButMembersIsServed() {
        Config config = HazelcastConfig.of(new ClusterOptions());
        assertTrue(config.getAdvancedNetworkConfig().isEnabled());
        assertEquals(
                Set.of(EndpointQualifier.MEMBER),
                config.getAdvancedNetworkConfig().getEndpointConfigs().keySet());
        assertEquals("false", config.getProperty("hazelcast.socket.bind.any"));
    }

    /** With the advanced network, the property that limits it is not read. */
    @Test
    void anAttemptToConnectIsLimited() {
        Config config = HazelcastConfig.of(new ClusterOptions());
        EndpointConfig members =
                config.getAdvancedNetworkConfig().getEndpointConfigs().get(EndpointQualifier.MEMBER);
        assertEquals(1, members.getSocketConnectTimeoutSeconds());
    }

    @Test
    void nameIsKeyedByTheSecret() {
        assertEquals("wingbeat", name(new ClusterOptions()));
        String keyed = name(new ClusterOptions().secret("the first of two secrets"));
        assertTrue(keyed.matches("wingbeat-[0-9a-f]{32}"), keyed);
        assertEquals(keyed, name(new ClusterOptions().secret("the first of two secrets")));
        assertNotEquals(keyed, name(new ClusterOptions().secret("the other of two secrets")));
        String other = name(new ClusterOptions().name("other").secret("the first of two secrets"));
        assertNotEquals(keyed.substring("wingbeat".length()), other.substring("other".length()));
        assertFalse(new ClusterOptions()
                .secret("the first of two secrets")
                .toString()
                .contains("first"));
    }

    @Test
    void fileOfOnesOwnKeepsItsNetworkAndItsFilter(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("own.xml"), """
                <hazelcast xmlns="http://www.hazelcast.com/schema/config">
                  <cluster-name>own</cluster-name>
                  <network><port>5000</port></network>
                </hazelcast>
                """);
        Config config = HazelcastConfig.of(new ClusterOptions()
                .file(file)
                .port(5801)
                .host("127.0.0.1")
                .publicHost("203.0.113.7")
                .members(List.of("127.0.0.1")));
        assertFalse(config.getAdvancedNetworkConfig().isEnabled());
        NetworkConfig network = config.getNetworkConfig();
        assertEquals("own", config.getClusterName());
        assertEquals(5801, network.getPort());
        assertEquals("203.0.113.7", network.getPublicAddress());
        assertEquals(List.of("127.0.0.1"), List.copyOf(network.getInterfaces().getInterfaces()));
        assertEquals(
                List.of("127.0.0.1:5801"), network.getJoin().getTcpIpConfig().getMembers());
        assertNull(config.getSerializationConfig().getJavaSerializationFilterConfig());
    }

    private static String name(ClusterOptions config) {
        return HazelcastConfig.of(config).getClusterName();
    }

    private static JoinConfig join(ClusterOptions config) {
        return HazelcastConfig.of(config).getAdvancedNetworkConfig().getJoin();
    }
}
