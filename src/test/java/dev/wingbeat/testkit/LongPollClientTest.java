package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Test clients on long-poll do what those on WebSockets do. */
class LongPollClientTest {

    private static final Assign<String> TOKEN = Assign.of("token", String.class);

    @RegisterExtension
    static final TestHub HUB = TestHub.of(LongPollClientTest::endpoint).patience(Patience.LIMIT);

    private static Endpoint endpoint() {
        return Endpoint.builder()
                .socket(
                        "/socket",
                        LongPollClientTest::connect,
                        socket -> socket.options(options -> options.authToken(true))
                                .channel("room:*", Room::new))
                .build();
    }

    private static ConnectResult connect(ConnectInfo connect) {
        String token = connect.authToken();
        return "no".equals(token) ? ConnectResult.refuse() : ConnectResult.accept(TOKEN, token == null ? "" : token);
    }

    /** Says how its client is connected, and what it was sent. */
    private static final class Room implements Channel {

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok(Map.of("transport", socket.transport(), "token", socket.get(TOKEN)));
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            if (payload.isBinary()) {
                return HandleResult.ok(Map.of("bytes", payload.binary().length()));
            }
            socket.broadcast(event, payload);
            return HandleResult.ok(payload);
        }
    }

    private static TestClient connect(Consumer<ConnectOptions> more) {
        return HUB.connect(options -> more.accept(options.longPoll()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"V1", "V2"})
    void pushesAreAnsweredAndBroadcastsHeard(String version) {
        TestChannel room = connect(options -> {
                    if (version.equals("V1")) {
                        options.version1();
                    }
                })
                .join(HUB.topic("room"));
        TestChannel other = HUB.connect().join(room.topic());
        assertEquals("longpoll", room.joined().json().getString("transport"));
        for (int i = 0; i < 10; i++) {
            room.push("shout", Map.of("n", i)).assertReply("ok", Map.of("n", i));
            other.assertPush("shout", Map.of("n", i));
        }
        other.push("shout", Map.of("n", 10));
        room.assertPush("shout", Map.of("n", 10));
        room.leave();
    }

    @Test
    void bytesAreSentInBase64() {
        TestChannel room = connect(options -> {}).join(HUB.topic("room"));
        room.push("raw", new byte[] {0, -1, 2}).assertReply("ok", Map.of("bytes", 3));
    }

    @Test
    void tokenIsSentInAHeaderAndRefusalsHaveTheirStatus() {
        TestChannel room = connect(options -> options.authToken("yes")).join(HUB.topic("room"));
        assertEquals("yes", room.joined().json().getString("token"));
        assertEquals(403, HUB.connectRefused(options -> options.longPoll().authToken("no")));
    }

    @Test
    void clientThatDoesNotReadHearsItLater() {
        TestClient client = connect(options -> {});
        TestChannel room = client.join(HUB.topic("room"));
        client.stopReading();
        HUB.broadcast(room.topic(), "news", Map.of("n", 1));
        room.refutePush("news");
        client.startReading();
        room.assertPush("news", Map.of("n", 1));
    }

    @Test
    void clientComesBackAfterALossAndAfterItsNode() {
        try (TestHub hub = TestHub.cluster(2, LongPollClientTest::endpoint).patience(Patience.LIMIT)) {
            TestClient client = hub.start().connect(ConnectOptions::longPoll);
            TestChannel room = client.join("room:a");
            client.drop();
            client.assertDisconnected(1006);
            hub.reconnect(client);
            room.push("shout", Map.of("n", 1)).assertReply("ok");
            hub.stop(0);
            client.assertDisconnected(1006);
            hub.restart(0);
            hub.reconnect(client);
            room.push("shout", Map.of("n", 2)).assertReply("ok");
        }
    }
}
