package dev.wingbeat.contract;

import dev.wingbeat.cluster.WingbeatCluster;
import dev.wingbeat.conformance.Proves;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays the recorded presence conversation against three nodes: each of its clients is on another one. */
class PresenceClusterTest {

    @RegisterExtension
    static final WingbeatCluster CLUSTER = new WingbeatCluster();

    @ParameterizedTest
    @MethodSource("dev.wingbeat.contract.WireVariant#all")
    @Proves({"PRES-03", "PRES-04", "PRES-06", "PRES-07", "PRES-11", "PRES-12"})
    void recordedConversationPassesAcrossNodes(WireVariant wire) {
        var vector = PresenceScript.recorded().path("cases").path(0);
        new PresenceScript(connection -> Peer.connect(wire, portOf(connection), ""), CLUSTER.topic()).play(vector);
    }

    /** Connection w is to the first node, x to the second, y to the third. */
    private static int portOf(String connection) {
        return CLUSTER.node("wxy".indexOf(connection)).port();
    }
}
