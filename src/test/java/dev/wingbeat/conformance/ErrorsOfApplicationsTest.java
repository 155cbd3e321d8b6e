package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.presence.Presence;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Stats;
import dev.wingbeat.websocket.WebSocketHandler;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What application code throws may be an Error: a failed assertion, a class that cannot be initialized, a deep recursion. */
class ErrorsOfApplicationsTest {

    private static final BlockingQueue<String> TERMINATED = new LinkedBlockingQueue<>();
    private static final Presence PRESENCE = Presence.create("errors");

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .presence(PRESENCE)
            .socket("/socket", UserSocket.acceptingAll(), routes -> routes.channel("room:*", Ending::new))
            .webSocket("/broken", ErrorsOfApplicationsTest::noHandler)
            .options(options -> options.from(config).managementPort(0))
            .build());

    private static WebSocketHandler noHandler() {
        throw new NoClassDefFoundError("Could not initialize class Handlers");
    }

    /** Has a task for its end that fails. */
    private static final class Ending implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            socket.onEnd(() -> {
                throw new NoClassDefFoundError("Could not initialize class Games");
            });
            PRESENCE.trackAfterJoin(socket, topic, Map.of());
            return JoinResult.ok();
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            TERMINATED.add(socket.topic());
        }
    }

    @Test
    void handlerThatCannotBeMadeClosesItsConnection() {
        var probe = server.open("/broken");
        probe.send("hello?");
        assertEquals(1011, probe.awaitClose());
    }

    @Test
    void connectionWhoseHandlerCannotBeMadeIsForgottenWhenItsClientGoes() {
        int before =
                Stats.of(server.endpoint().managementPort()).path("connections").asInt();
        for (int i = 0; i < 5; i++) {
            server.open("/broken").awaitClose();
        }
        Stats.await(
                server.endpoint().managementPort(),
                stats -> stats.path("connections").asInt() == before);
    }

    @Test
    void taskForTheEndThatFailsKeepsNoOtherChannelOfTheConnection() throws Exception {
        var client = server.open();
        for (int i = 0; i < 4; i++) {
            client.sendJson("['" + i + "','" + i + "','room:" + i + "','phx_join',{}]");
        }
        Stats.await(
                server.endpoint().managementPort(),
                stats -> stats.path("presences").asInt() == 4);
        client.reset();
        Stats.await(
                server.endpoint().managementPort(),
                stats -> stats.path("presences").asInt() == 0);
        for (int i = 0; i < 4; i++) {
            assertNotNull(TERMINATED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS), "terminated: " + i);
        }
    }
}
