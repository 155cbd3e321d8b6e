package dev.wingbeat.eventstream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.Channel;
import dev.wingbeat.channel.HandleResult;
import dev.wingbeat.channel.JoinResult;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of an event stream sees, to the byte. */
class EventStreamTest {

    private static final String RETRY = "retry: 3000\n\n";

    /** A channel that broadcasts what it gets. */
    private static final class ShoutChannel implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            socket.broadcast(event, payload);
            return HandleResult.noReply();
        }
    }

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .socket("/socket", UserSocket.acceptingAll(), routes -> routes.channel("room:*", ShoutChannel::new))
            .eventStream("/events/:topic", options -> {})
            .eventStream("/rooms/:id", options -> options.topic(connect -> "room:" + connect.param("id")))
            .eventStream("/shouts/:topic", options -> options.events("shout", "yell"))
            .eventStream(
                    "/lively/:topic",
                    options -> options.heartbeat(Duration.ofMillis(50)).retry(Duration.ofMillis(1)))
            .options(options -> options.from(config))
            .build());

    private final List<EventStreamProbe> probes = new ArrayList<>();

    @AfterEach
    void close() {
        probes.forEach(EventStreamProbe::close);
    }

    private EventStreamProbe open(String target, String... headers) {
        var probe = EventStreamProbe.open(server.port(), HttpProbe.get(target).with(headers));
        probes.add(probe);
        return probe;
    }

    private static void broadcast(String topic, String event, Object payload) {
        server.endpoint().broadcast(topic, event, payload);
    }

    @Test
    void broadcastsBecomeNumberedEvents() {
        var probe = open("/events/room:a");
        broadcast("room:a", "shout", Map.of("body", "hi"));
        broadcast("room:b", "shout", Map.of("body", "elsewhere"));
        broadcast("room:a", "left", Map.of());
        probe.expect(RETRY, "id: 1\nevent: shout\ndata: {\"body\":\"hi\"}\n\n", "id: 2\nevent: left\ndata: {}\n\n");
    }

    @Test
    void everyStreamCountsForItself() {
        var early = open("/events/room:count");
        broadcast("room:count", "one", Map.of());
        var late = open("/events/room:count");
        broadcast("room:count", "two", Map.of());
        early.expect(RETRY, "id: 1\nevent: one\ndata: {}\n\n", "id: 2\nevent: two\ndata: {}\n\n");
        late.expect(RETRY, "id: 1\nevent: two\ndata: {}\n\n");
    }

    @Test
    void headersKeepProxiesAndCachesOut() {
        var head = open("/events/room:head").head();
        assertEquals("text/event-stream", head.header("content-type"));
        assertEquals("no-store", head.header("cache-control"));
        assertEquals("no", head.header("x-accel-buffering"));
        assertEquals("chunked", head.header("transfer-encoding"));
        assertNull(head.header("access-control-allow-origin"));
    }

    @Test
    void jsonWithLineBreaksStaysOneLine() {
        var probe = open("/events/room:lines");
        var pretty = "{\n  \"a\": \"x\\ny\",\r\n  \"b\": [1,\r2]\n}";
        broadcast("room:lines", "pretty", Payload.rawJson(pretty.getBytes(StandardCharsets.UTF_8)));
        probe.expect(RETRY, "id: 1\nevent: pretty\ndata: {   \"a\": \"x\\ny\",    \"b\": [1, 2] }\n\n");
    }

    @Test
    void whatAChannelsClientSendsArrivesCompact() {
        var channel = server.open("/socket/websocket?vsn=2.0.0");
        channel.join("room:verbatim");
        var probe = open("/events/room:verbatim");
        channel.send("[\"1\",\"2\",\"room:verbatim\",\"sh😀ut\", {\"é\" : 1.50,\n\"u\":\"\\u2028\u2028\"}]");
        probe.expect(RETRY, "id: 1\nevent: sh😀ut\ndata: {\"é\":1.50,\"u\":\"\\u2028\u2028\"}\n\n");
    }

    @Test
    void binaryPayloadIsBase64() {
        var probe = open("/events/room:binary");
        broadcast("room:binary", "bytes", Payload.binary(new byte[] {-1, 0, 16, '\n'}));
        broadcast("room:binary", "none", Payload.binary(new byte[0]));
        probe.expect(
                RETRY,
                "id: 1\nevent: bytes\ndata: {\"base64\":\"/wAQCg==\"}\n\n",
                "id: 2\nevent: none\ndata: {\"base64\":\"\"}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"forged\ndata: {}", "forged\rdata: {}", "\n"})
    void eventNameWithALineBreakIsLeftOutAndNotCounted(String name) {
        var probe = open("/events/room:forged");
        broadcast("room:forged", name, Map.of());
        broadcast("room:forged", "data: x", Map.of());
        probe.expect(RETRY, "id: 1\nevent: data: x\ndata: {}\n\n");
    }

    @Test
    void onlyTheNamedEventsArePassedOn() {
        var probe = open("/shouts/room:c");
        broadcast("room:c", "direct", Map.of("to", "somebody else"));
        broadcast("room:c", "yell", Map.of());
        broadcast("room:c", "whisper", Map.of());
        broadcast("room:c", "shout", Map.of());
        probe.expect(RETRY, "id: 1\nevent: yell\ndata: {}\n\n", "id: 2\nevent: shout\ndata: {}\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "41, 42",
        "0, 1",
        "007, 8",
        "999999999999999999, 1000000000000000000",
        "9999999999999999999, 1",
        "-3, 1",
        "abc, 1",
        "'1 2', 1"
    })
    void lastEventIdIsWhereTheCountGoesOn(String last, String next) {
        var probe = open("/events/room:again", "last-event-id: " + last);
        broadcast("room:again", "e", Map.of());
        probe.expect(RETRY, "id: " + next + "\nevent: e\ndata: {}\n\n");
    }

    @Test
    void silenceIsFilledWithComments() {
        var probe = open("/lively/room:quiet");
        probe.expect("retry: 1\n\n", ":\n\n", ":\n\n");
        broadcast("room:quiet", "noise", Map.of());
        String next = probe.next();
        while (next.equals(":\n\n")) {
            next = probe.next();
        }
        assertEquals("id: 1\nevent: noise\ndata: {}\n\n", next);
        probe.expect(":\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/events/room:x, room:x",
        "/events/room%3ax, room:x",
        "/events/a%2Fb%20c, a/b c",
        "/events/r%C3%B6d, röd",
        "/events/user:1?topic=other, user:1",
        "/rooms/x, room:x",
        "/rooms/x%3Ay/, room:x:y"
    })
    void pathLeadsToTheTopic(String target, String topic) {
        var probe = open(target);
        broadcast(topic, "found", Map.of());
        probe.expect(RETRY, "id: 1\nevent: found\ndata: {}\n\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD", "POST", "PUT", "DELETE", "OPTIONS"})
    void otherMethodsAreNotAllowed(String method) {
        var answer = HttpProbe.request(method, "/events/room:x").send(server.port());
        assertEquals("405 GET", answer.status() + " " + answer.header("allow"));
    }

    @Test
    void queryThatIsNotUtf8IsABadRequest() {
        assertEquals(400, server.get("/events/room:x?a=%ff").status());
    }

    @Test
    void manyClientsOfATopicAllGetEverything() {
        var all = new ArrayList<EventStreamProbe>();
        for (int i = 0; i < 30; i++) {
            all.add(open("/events/room:many"));
        }
        for (int n = 1; n <= 50; n++) {
            broadcast("room:many", "n", Map.of("n", n));
        }
        for (var probe : all) {
            probe.expect(RETRY);
            for (int n = 1; n <= 50; n++) {
                probe.expect("id: " + n + "\nevent: n\ndata: {\"n\":" + n + "}\n\n");
            }
        }
    }
}
