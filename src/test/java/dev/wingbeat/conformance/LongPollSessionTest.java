package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.channel.StopReason;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.LongPollProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.LongPollOptions;
import dev.wingbeat.transport.SocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long-poll sessions are found again, and how they end. */
class LongPollSessionTest {

    private static final Duration WINDOW = Duration.ofSeconds(1);

    private static final String HEARTBEAT = "[null,\"1\",\"phoenix\",\"heartbeat\",{}]";

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var app = fixture.app();
        var builder = Endpoint.builder();
        var open = new LongPollOptions()
                .checkOrigin(OriginCheck.NONE)
                .pubSubTimeout(WINDOW)
                .window(WINDOW);
        app.mount(
                builder,
                "/hasty",
                new SocketOptions()
                        .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                        .longPoll(longPoll -> longPoll.from(open)));
        app.mount(
                builder,
                "/brief",
                new SocketOptions().longPoll(longPoll -> longPoll.from(open).tokenMaxAge(WINDOW.plus(WINDOW))));
        app.mount(
                builder,
                "/narrow",
                new SocketOptions()
                        .webSocket(false)
                        .longPoll(longPoll -> longPoll.from(open)
                                .window(Duration.ofSeconds(20))
                                .maxBodySize(1000)
                                .maxBuffered(20_000)));
        app.mount(
                builder,
                "/broken",
                connect -> {
                    throw new IllegalStateException("on purpose");
                },
                new SocketOptions().longPoll(longPoll -> longPoll.from(open)));
        return builder.options(options -> options.from(config)).build();
    });

    private static int status(HttpAnswer answer) {
        assertEquals(200, answer.status(), answer::text);
        return answer.json().path("status").asInt();
    }

    private static LongPollProbe session() {
        return server.longPoll("/hasty/longpoll?vsn=2.0.0");
    }

    private static void join(LongPollProbe client, String topic) {
        client.sendJson("['1','1','" + topic + "','phx_join',{}]");
        client.expect("['1','1','" + topic + "','phx_reply',{'status':'ok','response':{}}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bad", "SFMyNTY.a.b", "a.b.c.d", "%00", "SFMyNTY.."})
    @Proves("LP-10")
    void unknownTokenIsGoneForPostsAndOpensANewSessionForPolls(String token) {
        var post = HttpProbe.request("POST", "/hasty/longpoll?vsn=2.0.0&token=" + token)
                .withBody("application/json", HEARTBEAT);
        assertEquals("{\"status\":410}", post.send(server.port()).text());
        var body = server.get("/hasty/longpoll?vsn=2.0.0&token=" + token).json();
        assertEquals(410, body.path("status").asInt());
        assertNotEquals(token, body.path("token").textValue());
    }

    @Test
    @Proves("LP-10")
    void forgedTokenIsUnknown() {
        var client = session();
        var token = client.token();
        for (int at :
                new int[] {0, token.length() / 2, token.length() - 2}) { // not the last: two of its bits say nothing
            var forged = new StringBuilder(token);
            forged.setCharAt(at, token.charAt(at) == 'A' ? 'B' : 'A');
            assertEquals(410, status(client.poll("x-phoenix-longpoll-token: " + forged)), forged::toString);
        }
    }

    @Test
    @Proves("LP-10")
    void tokenOfAnotherMountIsUnknown() {
        var token = session().token();
        assertEquals(410, status(server.get("/narrow/longpoll?vsn=2.0.0&token=" + token)));
    }

    @Test
    @Proves("LP-10")
    void tokenGrowsTooOld() {
        var client = server.longPoll("/brief/longpoll?vsn=2.0.0");
        int polls = 0;
        while (status(client.poll()) != 410) {
            polls++;
        }
        assertTrue(polls >= 2, "polls before the token was too old: " + polls);
    }

    @Test
    @Proves("LP-15")
    void sessionEndsSomeWindowsAfterTheLastPoll() {
        long begin = System.nanoTime();
        var client = session();
        join(client, "room:inactive");
        assertEquals(StopReason.INACTIVE, server.ending("room:inactive"));
        var took = Duration.ofNanos(System.nanoTime() - begin);
        assertTrue(took.compareTo(WINDOW) > 0, () -> "took " + took);
        assertEquals(410, status(client.poll()));
    }

    @Test
    @Proves("LP-15")
    void postsDoNotKeepASessionAlive() {
        var client = session();
        join(client, "room:posting");
        while (server.endings("room:posting").isEmpty()) {
            int status = status(client.post("application/json", HEARTBEAT));
            assertTrue(status == 200 || status == 410, () -> "status: " + status);
        }
        assertEquals(StopReason.INACTIVE, server.ending("room:posting"));
        assertEquals(410, status(client.post("application/json", HEARTBEAT)));
    }

    @Test
    @Proves("LP-15")
    void pollsKeepASessionAlive() {
        var client = session();
        join(client, "room:polling");
        for (int i = 0; i < 4; i++) {
            assertEquals(204, status(client.poll()));
        }
        assertTrue(server.endings("room:polling").isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "{}", "[1,2]", "[null,\"1\",\"phoenix\",\"heartbeat\"]"})
    @Proves("LP-16")
    void undecodableMessageEndsTheSessionAndIsNotOk(String message) {
        var client = session();
        join(client, "room:undecodable");
        var answer = client.post("application/json", message);
        assertTrue(answer.status() != 200 || status(answer) != 200, answer::text);
        assertInstanceOf(StopReason.Failure.class, server.ending("room:undecodable"));
        assertEquals(410, status(client.poll()));
    }

    @Test
    @Proves({"LP-08", "LP-16"})
    void undecodableLineOfABatchIsNotOk() {
        var neighbour = session();
        join(neighbour, "room:neighbour");
        var client = session();
        for (var line : List.of("*** no base64 ***", "AAAA", "[1]")) {
            var answer = client.post(LongPollProbe.NDJSON, HEARTBEAT + "\n" + line);
            assertTrue(answer.status() != 200 || status(answer) != 200, answer::text);
            client = session();
            neighbour.sendJson("['1','2','room:neighbour','echo',{}]"); // which keeps its session, too
            neighbour.expect("['1','2','room:neighbour','phx_reply',{'status':'ok','response':{}}]");
        }
    }

    @Test
    void bodyAboveTheLimitIsRefused() {
        var client = server.longPoll("/narrow/longpoll?vsn=2.0.0");
        var body = "[null,\"1\",\"phoenix\",\"heartbeat\",\"" + "x".repeat(1000) + "\"]";
        var answer = client.post("application/json", body);
        assertTrue(answer.status() >= 400 || answer.json().path("status").asInt() != 200, answer::text);
    }

    @Test
    @Proves("BC-11")
    void clientThatDoesNotPollHoldsBoundedMemory() {
        var client = server.longPoll("/narrow/longpoll?vsn=2.0.0");
        client.sendJson("['1','1','room:buffer','phx_join',{}]");
        var reader = server.open("/hasty/websocket?vsn=2.0.0");
        reader.join("room:buffer");
        IntStream.range(0, 50)
                .forEach(i -> server.endpoint().broadcast("room:buffer", "n", Map.of("d", "x".repeat(1000))));
        IntStream.range(0, 50).forEach(i -> reader.nextText());
        var reason = assertInstanceOf(StopReason.Shutdown.class, server.ending("room:buffer"));
        assertNotEquals(StopReason.INACTIVE, reason);
        assertEquals(410, status(client.poll()));
    }

    @Test
    @Proves("LP-21")
    void afterADisconnectTheNextPollOpensANewSession() {
        var client = server.longPoll("/hasty/longpoll?vsn=2.0.0&user_id=gone");
        join(client, "room:gone");
        var token = client.token();
        server.endpoint().disconnect("user_socket:gone");
        assertInstanceOf(StopReason.Shutdown.class, server.ending("room:gone"));
        var body = client.poll().json();
        assertEquals(410, body.path("status").asInt());
        assertNotEquals(token, body.path("token").textValue());
    }

    @Test
    void exceptionInConnectIsAServerError() {
        assertEquals(500, server.get("/broken/longpoll?vsn=2.0.0").status());
    }

    @Test
    @Proves("LP-18")
    void sessionIsReachableThroughEveryEventLoop() {
        var client = session();
        join(client, "room:loops");
        for (int i = 0; i < 20; i++) {
            client.sendJson("['1','e" + i + "','room:loops','echo',{}]");
            client.expect("['1','e" + i + "','room:loops','phx_reply',{'status':'ok','response':{}}]");
        }
    }

    @Test
    void membersOnBothTransportsHearEachOther() {
        var polling = session();
        join(polling, "room:both");
        WebSocketProbe socket = server.open("/hasty/websocket?vsn=2.0.0");
        socket.join("room:both");
        polling.sendJson("['1','2','room:both','shout',{'n':1}]");
        socket.expect("[null,null,'room:both','shout',{'n':1}]");
        polling.expect("[null,null,'room:both','shout',{'n':1}]");
    }
}
