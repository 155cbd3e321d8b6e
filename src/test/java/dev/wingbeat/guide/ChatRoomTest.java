package dev.wingbeat.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChatRoomTest {
    @RegisterExtension
    static final TestHub HUB = TestHub.of(ChatApp::endpoint);

    @Test
    void shoutsReachEverybody() {
        String topic = HUB.topic("room");
        TestChannel ann = HUB.connect(Map.of("name", "ann")).join(topic);
        TestChannel bob = HUB.connect(Map.of("name", "bob")).join(topic);
        ann.push("shout", Map.of("body", "hello", "loud", true)).assertReply("ok");
        bob.assertPush("shout", Map.of("body", "hello"));
        bob.refutePush("shout");
    }

    @Test
    void secretsAreKept() {
        var response = HUB.connect().joinRefused("room:secret");
        assertEquals("unauthorized", response.json().getString("reason"));
    }

    @Test
    void unknownEventsCrashTheChannel() {
        HUB.expectError(IllegalStateException.class);
        TestChannel ann = HUB.connect().join(HUB.topic("room"));
        ann.push("whisper");
        ann.assertError();
    }
}
