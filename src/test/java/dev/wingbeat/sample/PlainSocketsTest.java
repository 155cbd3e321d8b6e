package dev.wingbeat.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.support.client.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The plain WebSockets of the sample application. */
class PlainSocketsTest {

    private static final InstantSource NOON = InstantSource.fixed(Instant.parse("2025-01-01T12:00:00Z"));

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .webSocket("/echo", EchoHandler::new)
            .webSocket("/ticks", () -> new TicksHandler(Duration.ofMillis(5), NOON))
            .options(options -> options.from(config))
            .build());

    @Test
    void echoSendsTextAndBinaryBack() {
        var probe = server.open("/echo");
        probe.send("hello");
        probe.sendHex("cafe");
        assertEquals("hello", probe.nextText());
        probe.expectHex("cafe");
    }

    @Test
    void ticksCountAndEachTenthIsPinged() {
        var probe = server.open("/ticks");
        for (int i = 1; i <= 10; i++) {
            assertEquals("{\"tick\":" + i + ",\"time\":\"2025-01-01T12:00:00Z\"}", probe.nextText());
        }
        assertEquals(new Received.Control(9, ""), probe.next());
        assertEquals("{\"tick\":11,\"time\":\"2025-01-01T12:00:00Z\"}", probe.nextText());
    }
}
