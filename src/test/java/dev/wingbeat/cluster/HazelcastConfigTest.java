package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.hazelcast.config.JoinConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HazelcastConfigTest {

    @Test
    void addressesOfAServiceAreLookedAtOnThePortOfTheMembers() {
        JoinConfig join = join(new ClusterConfig(null, null, List.of(), "hub.example", 5801, null, null, 0));
        assertFalse(join.getTcpIpConfig().isEnabled());
        assertTrue(join.getKubernetesConfig().isEnabled());
        assertEquals(
                Map.of("service-dns", "hub.example", "service-port", "5801"),
                join.getKubernetesConfig().getProperties());
    }

    @Test
    void namedMembersTakeThePlaceOfThoseInTheFile() {
        JoinConfig join = join(ClusterConfig.DEFAULT.withMembers(List.of("10.0.0.1:5702")));
        assertTrue(join.getTcpIpConfig().isEnabled());
        assertEquals(List.of("10.0.0.1:5702"), join.getTcpIpConfig().getMembers());
        assertFalse(join.getKubernetesConfig().isEnabled());
    }

    @Test
    void memberWithoutPortIsLookedAtOnThatOfThisNodeAlone() {
        var named = List.of("10.0.0.1", "node:5702", "[fd00::1]", "[fd00::2]:5702", "fd00::3");
        JoinConfig join = join(ClusterConfig.DEFAULT.withPort(5801).withMembers(named));
        assertEquals(
                List.of("10.0.0.1:5801", "node:5702", "[fd00::1]:5801", "[fd00::2]:5702", "[fd00::3]:5801"),
                join.getTcpIpConfig().getMembers());
    }

    @Test
    void nothingIsFoundByMulticast() {
        JoinConfig join = join(ClusterConfig.DEFAULT);
        assertFalse(join.getMulticastConfig().isEnabled());
        assertFalse(join.isAutoDetectionEnabled());
    }

    private static JoinConfig join(ClusterConfig config) {
        return HazelcastConfig.of(config).getNetworkConfig().getJoin();
    }
}
