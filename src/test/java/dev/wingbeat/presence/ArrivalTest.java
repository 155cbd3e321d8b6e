package dev.wingbeat.presence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.ClientFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients that do not wait until they are present. */
class ArrivalTest {

    private static final Presence PRESENCE = Presence.create("arrivals");

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .presence(PRESENCE)
            .socket("/socket", UserSocket.acceptingAll(), routes -> routes.channel("arrive:*", ArrivingChannel::new))
            .options(options -> options.from(config))
            .build());

    private static final class ArrivingChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            var unused = PRESENCE.trackAfterJoin(socket, "me", Map.of("n", 1));
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return HandleResult.async(
                    event.equals("update")
                            ? PRESENCE.update(socket, "me", meta -> meta.mergeIn(payload.json()))
                                    .map(HandleResult.ok())
                            : PRESENCE.untrack(socket, "me").map(HandleResult.ok()));
        }
    }

    private static ClientFrame frame(String ref, String topic, String event, String payload) {
        return ClientFrame.text(Json.compact("['1','%s','%s','%s',%s]".formatted(ref, topic, event, payload)));
    }

    @Test
    void updateSentWithTheJoinIsMadeOnceTheChannelIsTracked() {
        var client = server.open();
        var topic = "arrive:update";
        client.send(frame("1", topic, "phx_join", "{}"), frame("2", topic, "update", "{'away':true}"));
        List<String> replies = new ArrayList<>();
        while (replies.size() < 2) {
            JsonNode message = Json.parse(client.nextText());
            if (message.path(3).asText().equals("phx_reply")) {
                replies.add(message.path(1).asText()
                        + message.path(4).path("status").asText());
            }
        }
        assertEquals(List.of("1ok", "2ok"), replies);
        var meta = PRESENCE.getByKey(topic, "me").result().metas().getFirst();
        assertEquals(true, meta.as(Map.class).get("away"));
    }

    @Test
    void untrackSentWithTheJoinLeavesNobody() {
        var client = server.open();
        var topic = "arrive:untrack";
        client.send(frame("1", topic, "phx_join", "{}"), frame("2", topic, "untrack", "{}"));
        while (!Json.parse(client.nextText()).path(1).asText().equals("2")) {
            // the join's reply, the state, perhaps a diff
        }
        assertEquals(0, PRESENCE.count(topic));
    }
}
