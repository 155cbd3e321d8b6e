package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.client.WebSocketProbe;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An application that cannot say whether a topic is only counted. */
class CountsOnlyTest {

    private static final Presence PRESENCE = Presence.create(
            "counts",
            options -> options.countsOnly(topic -> {
                throw new IllegalStateException("counts only?");
            }));

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .presence(PRESENCE)
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.channel("room:*", () -> (topic, payload, socket) -> {
                        var unused = PRESENCE.trackAfterJoin(socket, "ann", Map.of());
                        return JoinResult.ok();
                    }))
            .options(options -> options.from(config))
            .build());

    @Test
    void predicateThatThrowsCountsAsNoAndHoldsNothingBack() {
        var log = LogRecords.of("dev.wingbeat");
        try {
            WebSocketProbe probe = server.open();
            probe.sendJson("['1','1','room:1','phx_join',{}]");
            boolean tracked = false;
            boolean state = false;
            while (!tracked || !state) {
                JsonNode message = Json.parse(probe.nextText());
                String event = message.path(3).asText();
                state |= event.equals("presence_state");
                tracked |= message.path(4).path("joins").has("ann")
                        || message.path(4).has("ann");
            }
            assertEquals(1, log.messages().size(), log.messages().toString());
            assertTrue(
                    log.messages().getFirst().startsWith("countsOnly failed for room:1"),
                    log.messages().toString());
        } finally {
            log.close();
        }
    }
}
