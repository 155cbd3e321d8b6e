package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.support.Punctuality;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.transport.WebSocketTransportOptions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections from which nothing comes any more. */
class IdleTest {

    private static final Duration TIMEOUT = Duration.ofMillis(500);

    private static final String TARGET = "/idle/websocket?vsn=2.0.0";

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        var webSocket =
                new WebSocketTransportOptions().from(ConformanceApp.WEB_SOCKET).idleTimeout(TIMEOUT);
        fixture.app().mount(builder, "/idle", new SocketOptions().webSocket(side -> side.from(webSocket)));
        return builder.options(options -> options.from(config)).build();
    });

    @Test
    @Proves({"IDLE-01", "IDLE-03"})
    void silentClientIsClosedSoThatItComesBack() {
        long begin = System.nanoTime();
        var client = server.open(TARGET);
        client.join("room:silent");
        client.expectClose(1002);
        var took = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(took.compareTo(TIMEOUT) >= 0, () -> "closed after " + took);
        assertInstanceOf(StopReason.Shutdown.class, server.ending("room:silent"));
    }

    @Test
    @Proves("IDLE-01")
    void defaultTimeoutIsAMinute() {
        assertEquals(Duration.ofSeconds(60), new WebSocketTransportOptions().idleTimeout());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 9, 10})
    @Proves("IDLE-02")
    void anyFrameOfTheClientResetsTheTimer(int opcode) {
        Punctuality.of(TIMEOUT, punctuality -> {
            var client = server.open(TARGET);
            long end = System.nanoTime() + TIMEOUT.multipliedBy(3).toNanos();
            while (System.nanoTime() < end) {
                if (opcode == 10) {
                    client.send(ClientFrame.pong("p"));
                } else if (opcode == 9) {
                    client.send(ClientFrame.ping("p"));
                    client.expectPong("p");
                } else {
                    client.expectNothingBeforeHeartbeat();
                }
                punctuality.heard();
                client.expectNothing(TIMEOUT.dividedBy(5));
            }
            client.expectNothingBeforeHeartbeat();
        });
    }

    @Test
    @Proves("IDLE-04")
    void trafficOfTheServerDoesNotResetIt() {
        var client = server.open(TARGET);
        client.join("room:chatter");
        long timer =
                server.vertx().setPeriodic(20, id -> server.endpoint().broadcast("room:chatter", "news", Map.of()));
        assertEquals(1002, client.awaitClose());
        assertTrue(server.vertx().cancelTimer(timer));
        assertInstanceOf(Received.End.class, client.next());
    }
}
