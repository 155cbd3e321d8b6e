package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.metrics.Metric;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What nodes tell of each other. */
class MetricsClusterTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final TestHub hub = TestHub.cluster(2, KitApp::endpoint).patience(PATIENCE);

    private double value(int node, String name, Map<String, String> labels) {
        return hub.endpoint(node).metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .flatMap(metric -> metric.samples().stream())
                .filter(sample -> sample.labels().equals(labels))
                .mapToDouble(sample -> ((Metric.Value) sample).value())
                .findFirst()
                .orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < end);
            Thread.onSpinWait();
        }
    }

    @Test
    void whatPassesBetweenNodesIsCountedAtBothEnds() {
        String topic = hub.topic("room");
        var ann = hub.connect(options -> options.param("name", "ann").node(0)).join(topic);
        var bob = hub.connect(options -> options.param("name", "bob").node(1)).join(topic);
        var fromPeers = Map.of("from", "peers");
        double before = value(1, "wingbeat_broadcasts_total", fromPeers);
        ann.push("shout", Map.of("n", 1)).assertReply("ok");
        bob.assertPush("shout", Map.of("n", 1));
        await(() -> value(1, "wingbeat_broadcasts_total", fromPeers) == before + 1);
        for (String name : new String[] {"items", "envelopes", "bytes"}) {
            String total = "wingbeat_lane_" + name + "_total";
            assertTrue(value(0, total, Map.of("direction", "out")) > 0, total);
            assertTrue(value(1, total, Map.of("direction", "in")) > 0, total);
        }
        await(() -> value(0, "wingbeat_lane_waiting_bytes", Map.of()) == 0);
        assertEquals(2, value(0, "wingbeat_members", Map.of()));
        assertEquals(0, value(1, "wingbeat_lane_items_lost_total", Map.of()));
    }

    @Test
    void whoLeavesAndComesBackIsCounted() {
        double left = value(0, "wingbeat_membership_changes_total", Map.of("kind", "left"));
        double joined = value(0, "wingbeat_membership_changes_total", Map.of("kind", "joined"));
        hub.kill(1);
        await(() -> value(0, "wingbeat_membership_changes_total", Map.of("kind", "left")) == left + 1);
        await(() -> value(0, "wingbeat_members", Map.of()) == 1);
        hub.restart(1);
        await(() -> value(0, "wingbeat_membership_changes_total", Map.of("kind", "joined")) == joined + 1);
        await(() -> value(0, "wingbeat_members", Map.of()) == 2);
    }
}
