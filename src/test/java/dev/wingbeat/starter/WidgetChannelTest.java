package dev.wingbeat.starter;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.testkit.TestChannel;
import dev.wingbeat.testkit.TestHub;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WidgetChannelTest {

    @RegisterExtension
    static final TestHub HUB = TestHub.of(() -> Endpoint.builder()
            .socket("/socket", UserSocket.acceptingAll(), socket -> socket.channel("widget:*", WidgetChannel::new))
            .build());

    private final String topic = HUB.topic("widget");
    private final TestChannel ann = HUB.connect().join(topic);

    @Test
    void pingIsAnsweredAsItCame() {
        ann.push("ping", Map.of("hello", "there")).assertReply("ok", Map.of("hello", "there"));
    }

    @Test
    void shoutsReachEverybody() {
        TestChannel bob = HUB.connect().join(topic);
        ann.push("shout", Map.of("hello", "all"));
        ann.assertPush("shout", Map.of("hello", "all"));
        bob.assertPush("shout", Map.of("hello", "all"));
    }

    @Test
    void unknownEventEndsTheChannel() {
        ann.push("whisper");
        ann.assertError();
    }
}
