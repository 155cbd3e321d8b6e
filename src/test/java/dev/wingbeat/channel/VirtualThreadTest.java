package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.WebSocketProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Order on virtual threads, with several clients at once over real sockets. */
class VirtualThreadTest {

    private static final int CLIENTS = 8;
    private static final int BURSTS = 40;
    private static final int BURST = 25;

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket(
                    "/socket",
                    UserSocket.acceptingAll(),
                    routes -> routes.channel(
                            "room:*", BurstChannel::new, route -> route.execution(Execution.VIRTUAL_THREADS)))
            .options(options -> options.from(config))
            .build());

    private static final Assign<String> NAME = Assign.of("name", String.class);

    /** Pushes, broadcasts and replies in turn, numbered through. */
    private static final class BurstChannel implements Channel {
        private int number;

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            socket.assign(NAME, payload.json().getString("name"));
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            for (int i = 0; i < BURST; i++) {
                socket.push("push", Map.of("n", number++));
                socket.broadcast(socket.get(NAME), Map.of("n", number++));
            }
            return HandleResult.ok(Map.of("n", number++));
        }
    }

    @Test
    void pushesBroadcastsAndRepliesKeepTheirOrder() {
        List<WebSocketProbe> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            var client = server.open();
            client.sendJson("['1','1','room:load','phx_join',{'name':'c%d'}]".formatted(i));
            client.expect("['1','1','room:load','phx_reply',{'status':'ok','response':{}}]");
            clients.add(client);
        }
        var request = Json.compact("['1','2','room:load','burst',{}]");
        for (int burst = 0; burst < BURSTS; burst++) {
            clients.forEach(client -> client.send(request));
        }
        for (int i = 0; i < CLIENTS; i++) {
            verify(clients.get(i), "c" + i);
        }
    }

    /** Takes what a client must get: all of its own, numbered without a gap, and the others' broadcasts in their order. */
    private static void verify(WebSocketProbe client, String name) {
        int perBurst = 2 * BURST + 1;
        Map<String, List<Integer>> others = new TreeMap<>();
        List<Integer> own = new ArrayList<>();
        int expected = BURSTS * (perBurst + (CLIENTS - 1) * BURST);
        for (int i = 0; i < expected; i++) {
            var frame = Json.parse(client.nextText());
            var event = frame.path(3).textValue();
            var payload = event.equals("phx_reply") ? frame.path(4).path("response") : frame.path(4);
            boolean mine = event.equals("phx_reply") || event.equals("push") || event.equals(name);
            (mine ? own : others.computeIfAbsent(event, other -> new ArrayList<>()))
                    .add(payload.path("n").intValue());
        }
        assertEquals(IntStream.range(0, BURSTS * perBurst).boxed().toList(), own);
        assertEquals(CLIENTS - 1, others.size());
        others.values()
                .forEach(numbers -> assertEquals(numbers.stream().sorted().toList(), numbers));
        client.expectNothingBeforeHeartbeat();
    }
}
