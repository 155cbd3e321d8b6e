package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Stats;
import dev.wingbeat.transport.SocketOptions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Long-poll sessions for which so much waits that the node is short of memory. */
class LongPollMemoryTest {

    private static final int PART = 900_000;
    private static final int EACH = 10;

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions()
                                .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                                .longPoll(longPoll -> longPoll.from(ConformanceApp.LONG_POLL)
                                        .window(Patience.LIMIT)
                                        .maxBuffered(EACH * PART)));
        return builder.options(options -> options.from(config).memoryPercent(1).managementPort(0))
                .build();
    });

    private static JsonNode stats() {
        return Stats.of(server.endpoint().managementPort());
    }

    @Test
    void sessionThatIsClosedForMemoryIsToldToItsChannelsAndTheLog() throws Exception {
        var neighbour = server.open();
        neighbour.join("room:neighbour");
        long most = 2 + 2 * stats().path("heap_budget").asLong() / EACH / PART;
        try (var log = LogRecords.of("dev.wingbeat.transport")) {
            for (int i = 0; stats().path("closed_for_memory").asLong() == 0; i++) {
                assertTrue(i < most, () -> stats().toString());
                var session = server.longPoll("/socket/longpoll?vsn=2.0.0");
                session.sendJson("['1','1','room:all','phx_join',{}]", "['2','2','room:" + i + "','phx_join',{}]");
                for (int part = 0; part < EACH; part++) {
                    server.endpoint().broadcast("room:" + i, "large", Map.of("text", "x".repeat(PART)));
                }
            }
            log.await(
                    line -> line.getMessage().startsWith("closing a long-poll session, memory is short and it holds "));
        }
        assertEquals(StopReason.of(DisconnectReason.OVERLOADED), server.ending("room:all"));
        neighbour.expectNothingBeforeHeartbeat();
    }
}
