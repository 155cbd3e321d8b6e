package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several nodes in this JVM, and what may happen to them. */
class TestHubClusterTest {

    @RegisterExtension
    final TestHub hub = TestHub.cluster(2, KitApp::endpoint).patience(Duration.ofMinutes(1));

    private TestChannel join(String name, int node, String topic) {
        return hub.connect(options -> options.param("name", name).node(node)).join(topic);
    }

    @Test
    void broadcastsAndPresencesPassBetweenNodes() {
        String topic = hub.topic("room");
        var ann = join("ann", 0, topic);
        var bob = join("bob", 1, topic);
        ann.push("shout", Map.of("n", 1)).assertReply("ok");
        bob.assertPush("shout", Map.of("n", 1));
        ann.assertPresent("bob");
        bob.assertPresent("ann");
        hub.subscribe(1, topic).refuteBroadcast("shout");
    }

    @Test
    void cutSeparatesAndHealUnites() {
        String topic = hub.topic("room");
        var ann = join("ann", 0, topic);
        var bob = join("bob", 1, topic);
        ann.assertPresent("bob");
        hub.cut(0, 1);
        ann.push("shout", Map.of("n", 1)).assertReply("ok");
        bob.push("ping").assertReply("ok");
        ann.assertAbsent("bob");
        bob.assertAbsent("ann");
        bob.refutePush("shout");
        hub.heal();
        ann.push("shout", Map.of("n", 2)).assertReply("ok");
        bob.assertPush("shout", Map.of("n", 2));
        ann.assertPresent("bob");
        bob.assertPresent("ann");
        bob.refutePush("shout", Map.of("n", 1));
    }

    @Test
    void killBreaksConnectionsAndPresencesGo() {
        String topic = hub.topic("room");
        var ann = join("ann", 0, topic);
        var bob = hub.connect(options -> options.param("name", "bob").node(1));
        bob.join(topic);
        ann.assertPresent("bob");
        hub.kill(1);
        bob.assertDisconnected(1006);
        ann.assertAbsent("bob");
        assertThrows(IllegalStateException.class, () -> hub.port(1));
        hub.restart(1);
        hub.reconnect(bob);
        ann.assertPresent("bob");
    }

    @Test
    void stopTellsClientsToComeBackLater() {
        String topic = hub.topic("room");
        var ann = join("ann", 0, topic);
        var bob = hub.connect(options -> options.param("name", "bob").node(1));
        bob.join(topic);
        ann.assertPresent("bob");
        hub.stop(1);
        bob.assertDisconnected(1012);
        ann.assertAbsent("bob");
        var error = assertThrows(IllegalStateException.class, () -> hub.restart(0));
        assertEquals("node: 0 runs (expected: one that was stopped or killed)", error.getMessage());
    }
}
