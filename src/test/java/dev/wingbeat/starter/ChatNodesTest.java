package dev.wingbeat.starter;

import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same on two nodes: a room spans both of them. */
class ChatNodesTest {

    @RegisterExtension
    final TestHub hub = TestHub.clusterOfApplication(2, List.of(), Main::declare);

    private TestClient connect(int node, String name) {
        return hub.connect(with -> with.node(node).param("name", name));
    }

    @Test
    void roomsSpanTheNodesAndOutliveThem() {
        String room = hub.topic("chat");
        TestChannel ann = connect(0, "Ann").join(room);
        TestChannel bob = connect(1, "Bob").join(room);
        ann.assertPresent("Bob");
        bob.push("say", Map.of("text", "hello from afar")).assertReply("ok");
        ann.assertPush("said", Map.of("from", "Bob", "text", "hello from afar"));
        hub.kill(1);
        ann.assertAbsent("Bob");
    }
}
