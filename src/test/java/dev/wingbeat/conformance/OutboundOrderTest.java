package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.Received;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Random messages of all sizes, for one client and for all, many in one turn: each client gets its own, whole and in order. */
class OutboundOrderTest {

    private static final int TURNS = 10;
    private static final int MESSAGES = 200;
    private static final int[] SIZES = {0, 20, 90, 250, 1_000, 2_000, 2_100, 9_000, 40_000};

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var builder = Endpoint.builder();
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET)),
                        routes -> routes.channel("script:*", ScriptChannel::new));
        return builder.options(options ->
                        options.from(config).eventLoops(1).maxPending(64 << 20).stallTimeout(Duration.ofMinutes(5)))
                .build();
    });

    /** What one message of a script is: the script is a function of its number. */
    private record Step(int number, boolean toAll, String data) {

        static List<Step> script(int seed) {
            var random = new Random(seed);
            return IntStream.range(0, MESSAGES)
                    .mapToObj(i -> {
                        int number = seed * MESSAGES + i;
                        int size = SIZES[random.nextInt(SIZES.length)];
                        return new Step(number, random.nextInt(4) > 0, ("" + number % 10).repeat(size));
                    })
                    .toList();
        }
    }

    private static final class ScriptChannel implements Channel {

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            if (payload.json().containsKey("tell")) {
                socket.broadcast("here", Map.of());
            }
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            for (Step step : Step.script(payload.json().getInteger("seed"))) {
                var message = Map.of("n", step.number(), "d", step.data());
                if (step.toAll()) {
                    socket.broadcast("m", message);
                } else {
                    socket.push("m", message);
                }
            }
            return HandleResult.ok();
        }
    }

    @Test
    void eachClientGetsItsOwnMessagesInOrder() {
        var sender = server.open();
        var late = server.openWithoutReading("/socket/websocket?vsn=2.0.0", 4096);
        sender.join("script:1");
        late.sendJson("['1','1','script:1','phx_join',{'tell':true}]");
        sender.nextPayload("here");
        var pinging = server.open();
        pinging.join("script:1");
        var older = server.open("/socket/websocket?vsn=1.0.0");
        older.sendJson("{'topic':'script:1','event':'phx_join','ref':'1','payload':{}}");
        older.nextText();
        for (int turn = 0; turn < TURNS; turn++) {
            sender.sendJson("['1','" + turn + "','script:1','play',{'seed':" + turn + "}]");
            pinging.send(ClientFrame.ping("" + turn));
            expect(sender, turn, step -> true);
            assertEquals("ok", sender.nextPayload("phx_reply").path("status").asText());
            expect(pinging, turn, Step::toAll);
            expect(older, turn, Step::toAll);
        }
        late.startReading();
        assertEquals("ok", late.nextPayload("phx_reply").path("status").asText());
        for (int turn = 0; turn < TURNS; turn++) {
            expect(late, turn, Step::toAll);
        }
    }

    private static void expect(WebSocketProbe client, int seed, Predicate<Step> its) {
        Step.script(seed).stream().filter(its).forEach(step -> {
            var received = client.next();
            while (received instanceof Received.Control) { // answers to pings
                received = client.next();
            }
            var message = Json.parse(((Received.Text) received).text());
            var payload = message.isArray() ? message.path(4) : message.path("payload");
            assertEquals(step.number(), payload.path("n").asInt());
            assertEquals(step.data(), payload.path("d").asText());
        });
    }
}
