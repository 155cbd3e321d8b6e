package dev.wingbeat.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.EndpointBuilder;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.NeedsNettyFrames;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.client.EventStreamProbe;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.support.client.WebSocketProbe;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.websocket.WebSocketHandler;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * How many connections one address may have: two of each here. The tests are the proxy in front, but where they connect from
 * 127.0.0.2; each uses addresses of its own.
 */
@SuppressWarnings({"try", "AddressSelection"}) // a reset is a close, and addresses are literals
class ConnectionsPerAddressTest {

    private static final BlockingQueue<Promise<ConnectResult>> UNDECIDED = new LinkedBlockingQueue<>();

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> endpoint(fixture)
            .options(options -> options.from(config)
                    .managementPort(0)
                    .maxConnectionsPerAddress(2)
                    .trustedProxies("127.0.0.1"))
            .build());

    /** Takes nobody's word. */
    @RegisterExtension
    static final TestServer distrustful = TestServer.of((fixture, config) -> endpoint(fixture)
            .options(options -> options.from(config).managementPort(0).maxConnectionsPerAddress(2))
            .build());

    private static EndpointBuilder endpoint(TestServer.Fixture fixture) {
        var builder = Endpoint.builder();
        var open = new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET));
        fixture.app()
                .mount(
                        builder,
                        "/socket",
                        new SocketOptions().from(open).longPoll(longPoll -> longPoll.from(ConformanceApp.LONG_POLL)));
        fixture.app().mount(builder, "/later", ConnectionsPerAddressTest::later, open);
        return builder.presence(fixture.app().presence())
                .webSocket("/raw", () -> new WebSocketHandler() {}, options -> options.checkOrigin(OriginCheck.NONE))
                .eventStream("/events/:topic", options -> options.checkOrigin(OriginCheck.NONE))
                .web(router -> router.get("/health").handler(page -> page.end("ok")));
    }

    private static ConnectResult later(ConnectInfo connect) {
        Promise<ConnectResult> decision = Promise.promise();
        UNDECIDED.add(decision);
        return ConnectResult.async(decision.future());
    }

    private static Promise<ConnectResult> asked() throws InterruptedException {
        var decision = UNDECIDED.poll(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        assertNotNull(decision, "connect was not called");
        return decision;
    }

    private static String forwarded(String client) {
        return "x-forwarded-for: " + client;
    }

    private static WebSocketProbe open(String client) {
        return server.open("/socket/websocket?vsn=2.0.0", forwarded(client));
    }

    private static HttpAnswer attempt(String client) {
        return server.upgrade("/socket/websocket?vsn=2.0.0", forwarded(client));
    }

    private static void assertRefused(HttpAnswer answer) {
        assertEquals(503, answer.status());
        assertEquals("5", answer.header("retry-after"));
    }

    /** Waits until an address may connect again: that one has gone is noticed a moment later. */
    private static void untilAdmitted(Supplier<HttpAnswer> attempt, int status) {
        long limit = System.nanoTime() + Patience.LIMIT.toNanos();
        int answered = attempt.get().status();
        while (answered != status) {
            assertEquals(503, answered);
            assertTrue(System.nanoTime() < limit, "no place was given back");
            answered = attempt.get().status();
        }
    }

    private static long stat(TestServer of, String name) {
        return HttpProbe.get("/stats")
                .send(of.endpoint().managementPort())
                .json()
                .path(name)
                .asLong(-1);
    }

    private static void untilNobodyIsConnected(TestServer to) {
        long limit = System.nanoTime() + Patience.LIMIT.toNanos();
        while (stat(to, "tcp_connections") > 0) {
            assertTrue(System.nanoTime() < limit, "somebody is still connected");
        }
    }

    private static Socket connect(String from) throws IOException {
        var socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    @Test
    @NeedsNettyFrames
    void connectionsOfAnAddressAreCountedWhereNoProxyIsTrusted() throws Exception {
        long before = stat(server, "refused_by_address");
        var log = LogRecords.of("dev.wingbeat");
        try (var first = connect("127.0.0.2");
                var second = connect("127.0.0.2")) {
            for (var inside : List.of(first, second)) { // on whatever loop it was accepted
                inside.getOutputStream().write(HttpProbe.get("/health").bytes(server.port()));
                assertEquals(200, HttpAnswer.headOf(inside).status());
            }
            for (int i = 0; i < 3; i++) {
                try (var third = connect("127.0.0.2")) {
                    var answered = answer(third);
                    assertTrue(answered.startsWith("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\n"), answered);
                }
            }
            assertEquals(before + 3, stat(server, "refused_by_address"));
            var lines = log.messages().stream()
                    .filter(line -> line.matches(".*/127\\.0\\.0\\.2:\\d+: its address has 2 connections .*"))
                    .toList();
            assertEquals(1, lines.size(), log.messages()::toString);
            try (var other = connect("127.0.0.3")) {
                other.getOutputStream()
                        .write("GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                                .getBytes(US_ASCII));
                assertTrue(answer(other).startsWith("HTTP/1.1 200 "));
            }
            first.setSoLinger(true, 0);
            first.close();
            untilAdmitted(
                    () -> {
                        try (var again = connect("127.0.0.2")) {
                            again.getOutputStream()
                                    .write(HttpProbe.get("/health").bytes(server.port()));
                            return HttpAnswer.headOf(again);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    },
                    200);
        } finally {
            log.close();
        }
    }

    @Test
    void behindAProxyWebSocketsStreamsAndSessionsCountTogether() {
        long before = stat(server, "refused_by_address");
        var client = "203.0.113.1";
        try (var stream =
                EventStreamProbe.open(server.port(), HttpProbe.get("/events/a").with(forwarded(client)))) {
            assertEquals(200, stream.head().status());
            var socket = open(client);
            assertRefused(attempt(client));
            assertRefused(server.upgrade("/raw", forwarded(client)));
            assertRefused(server.get("/events/a", forwarded(client)));
            assertRefused(server.get("/socket/longpoll?vsn=2.0.0", forwarded(client)));
            assertEquals(before + 4, stat(server, "refused_by_address"));
            assertEquals(200, server.get("/health", forwarded(client)).status());
            open("203.0.113.2").join("room:other");
            socket.join("room:still");
            socket.close();
            untilAdmitted(() -> server.upgrade("/raw", forwarded(client)), 101);
        }
    }

    @Test
    void longPollSessionCountsBetweenItsRequestsAndUntilItEnds() {
        var client = "203.0.113.3";
        server.longPoll("/socket/longpoll?vsn=2.0.0", forwarded(client));
        var second = server.longPoll("/socket/longpoll?vsn=2.0.0&user_id=patient", forwarded(client));
        assertRefused(attempt(client));
        second.sendJson("[null,'1','phoenix','heartbeat',{}]");
        second.expect("[null,\"1\",\"phoenix\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]");
        server.endpoint().disconnect(FixtureSocket.id("patient"));
        untilAdmitted(() -> attempt(client), 101);
    }

    @Test
    void whoIsRefusedOrWrongGivesItsPlaceBack() {
        var client = forwarded("203.0.113.4");
        for (int i = 0; i < 3; i++) {
            assertEquals(
                    403,
                    server.upgrade("/socket/websocket?vsn=2.0.0&reject=1", client)
                            .status());
            assertEquals(403, server.upgrade("/socket/websocket?vsn=9", client).status());
            assertEquals(400, server.get("/socket/websocket?vsn=2.0.0", client).status());
            assertEquals(
                    403,
                    server.get("/socket/longpoll?vsn=2.0.0&reject=1", client)
                            .json()
                            .path("status")
                            .asInt());
        }
        open("203.0.113.4").join("room:refused");
    }

    @Test
    void whoAsksHasAPlaceUntilItIsDecidedOrItGoes() throws Exception {
        var request = HttpProbe.upgrade("/later/websocket?vsn=2.0.0").with(forwarded("203.0.113.5"));
        try (var first = connect("127.0.0.1");
                var second = connect("127.0.0.1")) {
            first.getOutputStream().write(request.bytes(server.port()));
            var accepted = asked();
            second.getOutputStream().write(request.bytes(server.port()));
            var never = asked();
            assertRefused(request.send(server.port()));
            assertTrue(UNDECIDED.isEmpty(), "the application was asked for one too many");
            accepted.complete(ConnectResult.accept());
            assertEquals(101, HttpAnswer.headOf(first).status());
            assertRefused(request.send(server.port()));
            second.setSoLinger(true, 0);
            second.close();
            untilAdmitted(() -> attempt("203.0.113.5"), 101);
            never.complete(ConnectResult.accept()); // nobody is there any more
        }
        try (var one = admitted("203.0.113.5");
                var other = admitted("203.0.113.5")) {
            assertTrue(one.isConnected() && other.isConnected());
            assertRefused(attempt("203.0.113.5"));
        }
    }

    /** Opens a WebSocket as soon as its address may have one more. */
    private static Socket admitted(String client) throws IOException {
        var request = HttpProbe.upgrade("/raw").with(forwarded(client));
        long limit = System.nanoTime() + Patience.LIMIT.toNanos();
        while (true) {
            var socket = connect("127.0.0.1");
            socket.getOutputStream().write(request.bytes(server.port()));
            int status = HttpAnswer.headOf(socket).status();
            if (status == 101) {
                return socket;
            }
            socket.close();
            assertEquals(503, status);
            assertTrue(System.nanoTime() < limit, "no place was given back");
        }
    }

    @Test
    void whatAnybodyMayWriteDoesNotCount() {
        open("203.0.113.6");
        open("198.51.100.1, 203.0.113.6");
        assertRefused(attempt("198.51.100.2, 203.0.113.6"));
        open("2001:db8:5::1");
        open("2001:db8:5::ffff");
        assertRefused(attempt("[2001:db8:5::2]:4711"));
        open("2001:db8:5:1::1");
    }

    @Test
    void forwardedForOfWhoIsNotTrustedIsIgnored() {
        for (int i = 0; i < 2; i++) {
            distrustful.longPoll("/socket/longpoll?vsn=2.0.0", forwarded("203.0.113." + i));
            untilNobodyIsConnected(distrustful);
        }
        long before = stat(distrustful, "refused_by_address");
        assertRefused(distrustful.get("/socket/longpoll?vsn=2.0.0", forwarded("203.0.113.9")));
        assertEquals(before + 1, stat(distrustful, "refused_by_address"));
    }
}
