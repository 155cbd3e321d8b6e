package dev.wingbeat.roomguide;

import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RaceNodesTest {
    @RegisterExtension
    static final TestHub HUB = TestHub.cluster(2, RaceApp::endpoint);

    private static TestChannel player(int node, String name, String topic) {
        return HUB.connect(options -> options.node(node).params(Map.of("name", name)))
                .join(topic);
    }

    @Test
    void playersOnTwoNodesAreInOneRace() {
        String topic = HUB.topic("race");
        TestChannel ann = player(0, "ann", topic);
        TestChannel bob = player(1, "bob", topic);
        ann.push("throttle", Map.of("speed", 10));
        bob.assertPush("patch", Map.of("p", Map.of("cars", Map.of("ann", Map.of()))));
    }
}
