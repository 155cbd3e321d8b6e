package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.limit.LimitOptions;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Stats;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.transport.WebSocketTransportOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A client that does not take its answers is asked for no more, and is neither silent nor slow for that. */
class BackpressureTest {

    private static final Duration IDLE = Duration.ofMillis(500);
    private static final int MESSAGES = 24_000;
    private static final int SIZE = 1000;
    private static final int MAX_PENDING = 1 << 20;

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        var webSocket =
                new WebSocketTransportOptions().from(ConformanceApp.WEB_SOCKET).idleTimeout(IDLE);
        fixture.app().mount(builder, "/socket", new SocketOptions().webSocket(side -> side.from(webSocket)));
        return builder.options(options -> options.from(config)
                        .eventLoops(1)
                        .managementPort(0)
                        .maxPending(MAX_PENDING)
                        .stallTimeout(Duration.ofMinutes(5))
                        .limits(LimitOptions::off))
                .build();
    });

    @Test
    void clientThatDoesNotTakeItsAnswersIsNotRead() throws InterruptedException {
        var client = server.openWithoutReading("/socket/websocket?vsn=2.0.0", 4096);
        client.send(Json.compact("['1','j','room:back','phx_join',{}]"));
        var data = "x".repeat(SIZE);
        var writing = Thread.startVirtualThread(() -> {
            for (int i = 0; i < MESSAGES; i++) {
                client.send(ClientFrame.text("[\"1\",\"" + i + "\",\"room:back\",\"echo\",{\"d\":\"" + data + "\"}]"));
            }
        });
        neighbourUntilNothingMoves();
        client.startReading();
        assertTrue(client.nextText().contains("\"j\""));
        for (int i = 0; i < MESSAGES; i++) {
            assertEquals("" + i, Json.parse(client.nextText()).path(1).asText());
        }
        writing.join();
    }

    /** Is served beside it, for longer than a silent client may live, and until no more of the other's is in hand. */
    private static void neighbourUntilNothingMoves() {
        var neighbour = server.open();
        long begin = System.nanoTime();
        long before = -1;
        long held = 0;
        while (held == 0 || held != before || System.nanoTime() - begin < 2 * IDLE.toNanos()) {
            before = held;
            for (int i = 0; i < 50; i++) {
                neighbour.expectNothingBeforeHeartbeat();
            }
            held = Stats.of(server.endpoint().managementPort())
                    .path("direct_held")
                    .asLong();
            long most = held;
            assertTrue(most < MAX_PENDING, () -> most + " bytes wait");
        }
    }
}
