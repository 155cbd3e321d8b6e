package dev.wingbeat.testkit;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.connection.UserSocket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What clients may do to a hub that has little patience. */
class TestClientTest {

    private static final Duration IDLE = Duration.ofSeconds(2);

    @RegisterExtension
    static final TestHub HUB = TestHub.of(TestClientTest::impatient).patience(Duration.ofMinutes(1));

    private static Endpoint impatient() {
        return Endpoint.builder()
                .socket(
                        "/socket",
                        UserSocket.acceptingAll(),
                        socket -> socket.options(options -> options.webSocket(webSocket -> webSocket.idleTimeout(IDLE)))
                                .channel("room:*", () -> (topic, payload, joined) -> JoinResult.ok()))
                .options(options -> options.maxPending(2 << 20).stallTimeout(Duration.ofSeconds(1)))
                .build();
    }

    @Test
    void silentClientIsGivenUp() {
        var client = HUB.connect(options -> options.heartbeat(Duration.ofMillis(100)));
        client.join(HUB.topic("room"));
        client.silence();
        client.assertDisconnected(1002);
    }

    @Test
    void clientWithHeartbeatsIsNot() {
        String topic = HUB.topic("room");
        var silent = HUB.connect();
        var client = HUB.connect(options -> options.heartbeat(Duration.ofMillis(100)));
        client.join(topic);
        silent.assertDisconnected(1002); // by then the other one would be given up too
        client.refuteDisconnected();
    }

    @Test
    void clientThatDoesNotReadIsDropped() {
        String topic = HUB.topic("room");
        var slow = HUB.connect(options -> options.heartbeat(Duration.ofMillis(100)));
        slow.join(topic);
        slow.stopReading();
        for (int i = 0; i < 100; i++) {
            HUB.broadcast(topic, "big", Map.of("text", "x".repeat(500_000)));
        }
        slow.assertDisconnected(1006);
    }

    @Test
    void clientThatReadsOnInTimeMissesNothing() {
        String topic = HUB.topic("room");
        var client = HUB.connect(options -> options.heartbeat(Duration.ofMillis(100)));
        var room = client.join(topic);
        client.stopReading();
        HUB.broadcast(topic, "small", Map.of("n", 1));
        HUB.broadcast(topic, "small", Map.of("n", 2));
        room.refutePush("small", Map.of("n", 2));
        client.startReading();
        room.assertPush("small", Map.of("n", 2));
    }
}
