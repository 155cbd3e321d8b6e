package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.HubProcess;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Nodes in JVMs of their own, started by flags. The timeout is that of a crowded machine. */
@Timeout(value = 360, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("destructive")
class ServeClusterTest {

    private static final String CONFORMANCE = "dev.wingbeat.conformance.ConformanceServer";

    @Test
    void nodeWarnsOfASecretOfItsOwnAnswersOperatorsAndEndsWithStatus0() throws Exception {
        int management = Ports.unused();
        int member = Ports.unused();
        String host = ownAddress();
        try (var node = HubProcess.start(flags(
                member,
                "serve",
                "--management-port=" + management,
                "--cluster-host=" + host,
                "--cluster-public-host=" + host))) {
            node.port();
            var ready = HttpProbe.get("/health/ready").send(management);
            assertEquals(200, ready.status());
            var stats = HttpProbe.get("/stats").send(management).json();
            assertEquals(1, stats.path("members").asInt());
            assertTrue(stats.path("ready").asBoolean());
            node.terminate();
            assertEquals(0, node.exitStatus());
            assertTrue(
                    node.errorLines().stream()
                            .filter(line -> line.contains("WARNING"))
                            .anyMatch(line ->
                                    line.contains("(expected: WINGBEAT_SECRET_KEY_BASE, the same on all nodes)")),
                    node.errorLines()::toString);
            assertTrue(
                    node.errorLines().stream()
                            .anyMatch(line -> line.contains("in cluster serve-" + member + " as ")
                                    && line.contains("(" + host + ":" + member + ")")),
                    node.errorLines()::toString);
        }
    }

    @Test
    void nodeWithoutJvmFlagsSaysSoInOneLineAndNotByHazelcastToo() throws Exception {
        var secret = "--secret-key-base=only-for-this-test-of-flags";
        try (var node = HubProcess.startWithoutFlags(flags(Ports.unused(), "serve", secret))) {
            JvmFlagsTest.assertWarnedOnce(node);
        }
    }

    @Test
    void takenManagementPortGetsOneLineAndStatus1() throws Exception {
        try (var taken = HubProcess.takenPort();
                var hub = HubProcess.start("--port=0", "--management-port=" + taken.getLocalPort())) {
            assertEquals(1, hub.exitStatus());
            assertEquals(
                    List.of("wingbeat: management port: " + taken.getLocalPort() + " (expected: a free port on ::)"),
                    hub.errorLines().stream()
                            .filter(line -> line.startsWith("wingbeat: "))
                            .map(line -> line.replace("0.0.0.0", "::"))
                            .toList());
        }
    }

    @Test
    void clusterFileThatIsNoneGetsOneLineAndStatus1(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("cluster.xml"), "<nonsense/>");
        try (var hub = HubProcess.start("--cluster", "--cluster-file=" + file)) {
            assertEquals(1, hub.exitStatus());
            assertTrue(
                    hub.errorLines().getLast().startsWith("wingbeat: cannot join the cluster: "),
                    hub.errorLines()::toString);
        }
    }

    @Test
    void conformanceServersFormAClusterByTheSameFlags() throws Exception {
        int member = Ports.unused(2);
        var first = flags(member, "--management-port=0");
        var second = flags(member, "--management-port=0", "--cluster-port=" + (member + 1));
        try (var one = HubProcess.startProgram(CONFORMANCE, first);
                var other = HubProcess.startProgram(CONFORMANCE, second)) {
            try (var a = member(one);
                    var b = member(other)) {
                a.sendJson("['1','2','room:far','shout',{'n':1}]");
                a.expect("[null,null,'room:far','shout',{'n':1}]");
                b.expect("[null,null,'room:far','shout',{'n':1}]");
            }
        }
    }

    private static WebSocketProbe member(HubProcess conformance) throws Exception {
        int port = Integer.parseInt(
                conformance.await("ready: http://localhost:(\\d+)/socket").group(1));
        var probe = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"));
        probe.join("room:far");
        return probe;
    }

    /** Returns an address of this machine that others could reach, as a pod has one; loopback when there is none. */
    private static String ownAddress() throws Exception {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(InetAddress::getHostAddress)
                .findFirst()
                .orElse("127.0.0.1");
    }

    private static String[] flags(int member, String... more) {
        var flags = new ArrayList<>(List.of(more));
        flags.add("--port=0");
        flags.add("--cluster");
        flags.add("--cluster-name=serve-" + member);
        flags.add("--cluster-members=127.0.0.1:" + member + ",127.0.0.1:" + (member + 1));
        flags.add("--cluster-bus-port=0");
        if (flags.stream().noneMatch(flag -> flag.startsWith("--cluster-port"))) {
            flags.add("--cluster-port=" + member);
        }
        if (flags.stream().noneMatch(flag -> flag.startsWith("--cluster-host"))) {
            flags.add("--cluster-host=127.0.0.1");
        }
        return flags.toArray(String[]::new);
    }
}
