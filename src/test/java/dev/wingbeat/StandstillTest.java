package dev.wingbeat;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.support.process.HubProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A hub in a JVM of its own that is stopped for longer than its clients may be silent. */
class StandstillTest {

    private static final int CLIENTS = 20;
    private static final Duration STANDSTILL = Duration.ofSeconds(8);

    private static HubProcess start() throws IOException {
        return HubProcess.start(
                "serve",
                "--port",
                "0",
                "--event-loops",
                "2",
                "--idle-timeout",
                "6s",
                "--message-timeout",
                "5s",
                "--body-timeout",
                "2s");
    }

    private static void beat(WebSocketProbe probe) {
        probe.sendJson("[null,'h','phoenix','heartbeat',{}]");
    }

    private static void expectAnswer(WebSocketProbe probe) {
        Received answer = probe.next(Patience.LIMIT.multipliedBy(2));
        assertEquals(
                "[null,\"h\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                answer instanceof Received.Text text ? text.text() : String.valueOf(answer));
    }

    @Test
    void punctualClientsStay() throws Exception {
        List<WebSocketProbe> probes = new ArrayList<>();
        try (var hub = start()) {
            int port = hub.port();
            for (int i = 0; i < CLIENTS; i++) {
                probes.add(WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0")));
            }
            probes.forEach(StandstillTest::beat);
            probes.forEach(StandstillTest::expectAnswer);
            hub.freeze();
            probes.forEach(StandstillTest::beat);
            hub.thawAfter(STANDSTILL);
            probes.forEach(StandstillTest::expectAnswer);
            probes.forEach(StandstillTest::beat);
            probes.forEach(StandstillTest::expectAnswer);
            assertLateClientsAreClosedInTheirOrder(port);
        } finally {
            probes.forEach(WebSocketProbe::close);
        }
    }

    /** A body has 2 s and a message 5 s, and the standstill is counted to neither. */
    private static void assertLateClientsAreClosedInTheirOrder(int port) throws IOException {
        try (var body = new Socket(InetAddress.getLoopbackAddress(), port)) {
            body.getOutputStream()
                    .write("POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\nx".getBytes(US_ASCII));
            try (var message = WebSocketProbe.open(port, HttpProbe.upgrade("/socket/websocket?vsn=2.0.0"))) {
                message.send(ClientFrame.text("[").notFinal());
                assertEquals(1008, message.awaitClose());
            }
            body.setSoTimeout(1000);
            var unused = body.getInputStream().readAllBytes(); // it has been closed before
        }
    }
}
