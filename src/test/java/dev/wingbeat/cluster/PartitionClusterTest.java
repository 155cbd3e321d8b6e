package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One of three nodes is cut off for 45 s by the network, in network namespaces, and comes back. */
@Tag("destructive")
@Timeout(240)
@Tag("netns")
final class PartitionClusterTest {

    private static final int NODES = 3;
    private static final int LIMIT_SECONDS = 240;

    @Test
    void bothSidesServeTheirOwnAndEverythingDeliversAfterTheHeal() throws Exception {
        boolean allowed = Namespaces.allowed();
        if (!allowed) {
            System.getLogger(PartitionClusterTest.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "SKIPPED: no network partition was tested (expected: root and the command ip)");
        }
        assumeTrue(allowed, "network namespaces are not allowed here");
        try (var namespaces = new Namespaces(NODES)) {
            var command = new ArrayList<>(Namespaces.in(namespaces.clients()));
            command.addAll(NodeProcess.java(List.of(), PartitionScenario.class));
            command.add(namespaces.clients());
            for (int i = 0; i < NODES; i++) {
                command.add(namespaces.node(i));
            }
            Process scenario = new ProcessBuilder(command).inheritIO().start();
            try {
                assertTrue(scenario.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "no end in " + LIMIT_SECONDS + " s");
                assertEquals(0, scenario.exitValue(), "see the log above");
            } finally {
                scenario.descendants().forEach(ProcessHandle::destroyForcibly);
                scenario.destroyForcibly();
            }
        }
    }
}
