package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectInfoKey;
import dev.wingbeat.connection.SessionReader;
import dev.wingbeat.transport.LongPollOptions;
import dev.wingbeat.transport.WebSocketTransportOptions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code connect} learns of a client. */
class ConnectInfoTest {

    private static final RecordingSocket VISITS = new RecordingSocket();

    private static final String[] HEADERS = {
        "x-one: 1",
        "X-Two: 2",
        "traceparent: 00-abc-def-01",
        "tracestate: a=b",
        "user-agent: probe/1",
        "cookie: sid=alice",
        "authorization: secret"
    };

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var keys = ConnectInfoKey.values();
        SessionReader session =
                cookies -> "alice".equals(cookies.get("sid")) ? Map.of("user", "alice", "_csrf_token", "right") : null;
        var webSocket = new WebSocketTransportOptions()
                .from(ConformanceApp.WEB_SOCKET)
                .session(session)
                .connectInfo(keys);
        var longPoll = new LongPollOptions()
                .from(ConformanceApp.LONG_POLL)
                .session(session)
                .connectInfo(keys);
        return Endpoint.builder()
                .socket(
                        "/all",
                        VISITS,
                        routes -> routes.options(options ->
                                options.webSocket(side -> side.from(webSocket)).longPoll(side -> side.from(longPoll))))
                .socket(
                        "/none",
                        VISITS,
                        routes -> routes.options(
                                options -> options.webSocket(side -> side.from(ConformanceApp.WEB_SOCKET))
                                        .longPoll(side -> side.from(ConformanceApp.LONG_POLL))))
                .options(options -> options.from(config))
                .build();
    });

    @BeforeEach
    void forgetVisits() {
        VISITS.forget();
    }

    @Test
    @Proves("INFO-01")
    void webSocketTellsWhatIsAskedFor() throws InterruptedException {
        server.open("/all/websocket?vsn=2.0.0&a=1", HEADERS);
        var visit = VISITS.visit();
        assertEquals("websocket", visit.transport());
        assertTellsAll(visit, "/all/websocket");
        var names = visit.secWebSocketHeaders().stream()
                .map(ConnectInfo.Header::name)
                .toList();
        assertTrue(names.containsAll(List.of("sec-websocket-key", "sec-websocket-version")), names::toString);
    }

    @Test
    @Proves("INFO-01")
    void longPollTellsWhatIsAskedFor() throws InterruptedException {
        server.longPoll("/all/longpoll?vsn=2.0.0&a=1", HEADERS);
        var visit = VISITS.visit();
        assertEquals("longpoll", visit.transport());
        assertTellsAll(visit, "/all/longpoll");
        assertEquals(List.of(), visit.secWebSocketHeaders());
    }

    private static void assertTellsAll(ConnectInfo visit, String path) {
        assertEquals(
                List.of(new ConnectInfo.Header("x-one", "1"), new ConnectInfo.Header("x-two", "2")), visit.xHeaders());
        assertEquals(
                List.of(
                        new ConnectInfo.Header("traceparent", "00-abc-def-01"),
                        new ConnectInfo.Header("tracestate", "a=b")),
                visit.traceContextHeaders());
        assertEquals("probe/1", visit.userAgent());
        assertEquals(new ConnectInfo.Uri("http", "localhost", server.port(), path, "vsn=2.0.0&a=1"), visit.uri());
        var peer = visit.peer();
        assertNotNull(peer);
        assertEquals("127.0.0.1", peer.address().hostAddress());
        assertEquals(List.of(), peer.certificates());
    }

    @Test
    @Proves("INFO-01")
    void nothingIsToldUnasked() throws InterruptedException {
        server.open("/none/websocket?vsn=2.0.0&a=1", HEADERS);
        assertEquals(ConnectInfo.of("websocket", Map.of("vsn", "2.0.0", "a", "1")), VISITS.visit());
        server.longPoll("/none/longpoll?vsn=2.0.0&a=1", HEADERS);
        assertEquals(ConnectInfo.of("longpoll", Map.of("vsn", "2.0.0", "a", "1")), VISITS.visit());
    }

    @Test
    @Proves("INFO-02")
    void sessionNeedsTheTokenItHolds() throws InterruptedException {
        server.open("/all/websocket?vsn=2.0.0&_csrf_token=right", HEADERS);
        assertEquals(
                Map.of("user", "alice", "_csrf_token", "right"), VISITS.visit().session());
        server.longPoll("/all/longpoll?vsn=2.0.0&_csrf_token=right", HEADERS);
        assertEquals(
                Map.of("user", "alice", "_csrf_token", "right"), VISITS.visit().session());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&_csrf_token=", "&_csrf_token=wrong", "&_csrf_token[]=right"})
    @Proves("INFO-02")
    void connectionIsAcceptedWithoutSessionWhenTheTokenIsMissingOrWrong(String token) throws InterruptedException {
        server.open("/all/websocket?vsn=2.0.0" + token, HEADERS);
        assertNull(VISITS.visit().session());
        server.longPoll("/all/longpoll?vsn=2.0.0" + token, HEADERS);
        assertNull(VISITS.visit().session());
    }

    @Test
    @Proves("INFO-02")
    void connectionIsAcceptedWithoutSessionWhenThereIsNone() throws InterruptedException {
        server.open("/all/websocket?vsn=2.0.0&_csrf_token=right", "cookie: sid=mallory");
        assertNull(VISITS.visit().session());
    }
}
