package dev.wingbeat.guide;

import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestClient;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChatNodesTest {
    @RegisterExtension
    final TestHub hub = TestHub.cluster(2, ChatApp::endpoint);

    @Test
    void nodesMayBeCutOffAndDie() {
        String topic = hub.topic("room");
        TestChannel ann = hub.connect(0).join(topic);
        TestClient client = hub.connect(1);
        TestChannel bob = client.join(topic);
        hub.cut(0, 1);
        ann.push("shout", Map.of("n", 1)).assertReply("ok");
        bob.refutePush("shout");
        hub.heal();
        ann.push("shout", Map.of("n", 2)).assertReply("ok");
        bob.assertPush("shout", Map.of("n", 2));
        hub.kill(1);
        client.assertDisconnected(1006);
        hub.restart(1);
        hub.reconnect(client);
    }
}
