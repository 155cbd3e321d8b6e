package dev.wingbeat.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Json;
import dev.wingbeat.support.Ports;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.HubProcess;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command {@code cluster} as a user meets it: nodes in JVMs of their own. The timeout is that of a crowded machine. */
@Timeout(value = 360, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("destructive")
class ClusterCommandTest {

    private static final String READY = " \\| http://localhost:\\d+  ready +";

    @Test
    void nodesAreKilledStoppedFrozenAndStartedByWhatIsTyped() throws Exception {
        int port = Ports.unused(2);
        try (var cluster = start(port)) {
            cluster.await("node 1 " + READY + "2 members");
            cluster.type("status");
            cluster.await("node 2 " + READY + "2 members");
            broadcastsReachEveryNode(port);
            nodesKnowEachOther(port);

            cluster.type("kil 2");
            cluster.await("\\| kil 2 \\(expected: kill N, ");
            cluster.type("start 1");
            cluster.await("\\| start 1: it runs already");

            cluster.type("freeze 2");
            cluster.type("status");
            cluster.await("node 2 .* frozen");
            cluster.type("thaw 2");
            cluster.type("kill 2");
            cluster.await("node 2 has ended with status 137");
            cluster.await("node 1 " + READY + "1 member ");

            cluster.type("start 2");
            cluster.await("node 2 " + READY + "2 members");
            cluster.type("stop 1");
            cluster.await("node 1 has ended with status 0");

            List<ProcessHandle> nodes = cluster.descendants();
            assertEquals(1, nodes.size());
            cluster.type("quit");
            assertEquals(0, cluster.exitStatus());
            assertFalse(nodes.getFirst().isAlive());
        }
    }

    @Test
    void nothingIsLeftWhenTheCommandIsKilledNotEvenAFrozenNode() throws Exception {
        try (var cluster = start(Ports.unused(2))) {
            String first = cluster.await("node (\\d) .* in cluster ").group(1);
            cluster.await("node " + (first.equals("1") ? 2 : 1) + " .* in cluster ");
            cluster.type("freeze 2");
            cluster.type("status");
            cluster.await("node 2 .* frozen");
            List<ProcessHandle> processes = cluster.descendants();
            assertTrue(processes.size() >= 2, processes::toString);
            cluster.kill();
            try {
                for (ProcessHandle process : processes) {
                    process.onExit().get(60, TimeUnit.SECONDS);
                }
            } finally {
                processes.forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    @Test
    void signalEndsAllNodes() throws Exception {
        try (var cluster = start(Ports.unused(2), "--nodes=1")) {
            cluster.await("node 1 +\\| http://localhost:\\d+  (starting|ready)");
            List<ProcessHandle> nodes = cluster.descendants();
            assertEquals(1, nodes.size());
            cluster.terminate();
            cluster.await("all nodes have ended");
            assertEquals(143, cluster.exitStatus());
            assertFalse(nodes.getFirst().isAlive());
        }
    }

    private static HubProcess start(int port, String... flags) throws IOException {
        String nodes = flags.length == 0 ? "--nodes=2" : flags[0];
        return HubProcess.start(
                "cluster",
                nodes,
                "--port=" + port,
                "--management-port=" + Ports.unused(2),
                "--cluster-port=" + Ports.unused(2));
    }

    private static void broadcastsReachEveryNode(int port) {
        try (var ann = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&name=Ann"));
                var bob = WebSocketProbe.open(port + 1, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0&name=Bob"))) {
            for (WebSocketProbe client : List.of(ann, bob)) {
                client.sendJson("['1','1','room:lobby','phx_join',{}]");
                assertTrue(client.nextText().contains("\"ok\""));
            }
            ann.sendJson("['1','2','room:lobby','shout',{'n':1}]");
            ann.expect("[null,null,'room:lobby','shout',{'n':1}]");
            bob.expect("[null,null,'room:lobby','shout',{'n':1}]");
        }
    }

    private static void nodesKnowEachOther(int port) {
        String nodes =
                "[{'name':'localhost:%d','url':'http://localhost:%d'},{'name':'localhost:%d','url':'http://localhost:%d'}]"
                        .formatted(port, port, port + 1, port + 1);
        for (int node = port; node <= port + 1; node++) {
            assertEquals(
                    Json.parse("{'self':'hub@127.0.0.1:" + node + "','nodes':" + nodes + "}"),
                    HttpProbe.get("/nodes").send(node).json());
        }
    }
}
