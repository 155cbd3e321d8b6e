package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.client.HttpAnswer;
import dev.wingbeat.support.client.HttpProbe;
import dev.wingbeat.transport.SocketOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from an HTTP request to a WebSocket. */
class HandshakeTest {

    private static final RecordingSocket VISITS = new RecordingSocket();

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var app = fixture.app();
        var builder = Endpoint.builder();
        var open = new SocketOptions().webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET));
        app.mount(builder, "/socket", open);
        app.mount(
                builder,
                "/visit",
                VISITS,
                new SocketOptions().from(open).longPoll(longPoll -> longPoll.from(ConformanceApp.LONG_POLL)));
        app.mount(
                builder,
                "/team/:tenant",
                VISITS,
                new SocketOptions()
                        .from(open)
                        .webSocket(webSocket ->
                                webSocket.from(ConformanceApp.WEB_SOCKET).path("/ws/:extra/:_hidden")));
        app.mount(builder, "/later", connect -> later(fixture.vertx(), connect), open);
        app.mount(builder, "/unnamed", new Unnamed(), open);
        return builder.options(options -> options.from(config)).build();
    });

    /** Has an id that cannot be told. */
    private static final class Unnamed implements UserSocket {
        @Override
        public ConnectResult connect(ConnectInfo connect) {
            return ConnectResult.accept();
        }

        @Override
        public String id(Assigns assigns) {
            throw new IllegalStateException("no name on purpose");
        }
    }

    private static ConnectResult later(Vertx vertx, ConnectInfo connect) {
        return ConnectResult.async(
                vertx.timer(5, TimeUnit.MILLISECONDS).compose(late -> switch (connect.param("then", "")) {
                    case "accept" -> Future.succeededFuture(ConnectResult.accept());
                    case "refuse" -> Future.succeededFuture(ConnectResult.refuse());
                    default -> Future.failedFuture("on purpose");
                }));
    }

    @BeforeEach
    void forgetVisits() {
        VISITS.forget();
    }

    @Test
    @Proves("WS-01")
    void upgradeIsAnsweredWithTheRightKey() {
        var answer = server.open("/socket/websocket?vsn=2.0.0").handshake();
        assertEquals(101, answer.status());
        assertEquals(HttpProbe.ACCEPT, answer.header("sec-websocket-accept"));
        assertEquals("websocket", lower(answer, "upgrade"));
        assertEquals("upgrade", lower(answer, "connection"));
    }

    @Test
    @Proves("WS-01")
    void namesAndTokensOfTheHandshakeMayBeWrittenInAnyCase() {
        var request = HttpProbe.get("/socket/websocket?vsn=2.0.0")
                .with("CONNECTION", "keep-alive, UPGRADE")
                .with("Upgrade", "WebSocket")
                .with("Sec-WebSocket-KEY", HttpProbe.KEY)
                .with("sec-WEBSOCKET-version", "13");
        server.open(request).expectNothingBeforeHeartbeat();
    }

    @Test
    @Proves("WS-02")
    void everyMountHasTheSuffixAndSlashesDoNotMatter() {
        for (var target : new String[] {"/socket/websocket", "/socket/websocket/", "/visit//websocket"}) {
            server.open(target + "?vsn=2.0.0").expectNothingBeforeHeartbeat();
        }
        assertEquals(404, server.upgrade("/socket").status());
        assertEquals(404, server.upgrade("/socket/other").status());
    }

    @Test
    @Proves("WS-03")
    void pathVariablesReachConnectAndWinOverTheQuery() throws InterruptedException {
        server.open("/team/red%20fox/ws/7/x?vsn=2.0.0&tenant=blue&other=1").expectNothingBeforeHeartbeat();
        var params = VISITS.visit().params();
        assertEquals(Map.of("tenant", "red fox", "extra", "7", "other", "1", "vsn", "2.0.0"), params);
    }

    @Test
    @Proves("WS-04")
    void refusedConnectIsForbiddenWithoutBody() {
        for (var query : new String[] {"reject=1", "token=bad"}) {
            assertForbidden(server.upgrade("/socket/websocket?vsn=2.0.0&" + query));
        }
        assertForbidden(server.upgrade("/later/websocket?vsn=2.0.0&then=refuse"));
    }

    @Test
    @Proves("WS-05")
    void refusalWithAReasonIsForbiddenUnlessAHandlerSaysOtherwise() {
        assertForbidden(server.upgrade("/socket/websocket?vsn=2.0.0&rate=1"));
    }

    @Test
    void connectMayDecideLater() {
        server.open("/later/websocket?vsn=2.0.0&then=accept").expectNothingBeforeHeartbeat();
    }

    @Test
    @Proves("WS-06")
    void exceptionInConnectIsAServerError() {
        assertEquals(500, server.upgrade("/later/websocket?vsn=2.0.0&then=fail").status());
        server.open("/socket/websocket?vsn=2.0.0").expectNothingBeforeHeartbeat();
    }

    @Test
    @Proves("WS-07")
    void connectionWhoseIdCannotBeToldIsRefused() {
        int status = server.upgrade("/unnamed/websocket?vsn=2.0.0").status();
        assertTrue(status == 403 || status == 500, () -> "status: " + status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"connection", "upgrade", "sec-websocket-key", "sec-websocket-version"})
    @Proves("WS-08")
    void missingUpgradeHeaderIsNamedAfterConnectHasBeenAsked(String header) throws InterruptedException {
        var answer = HttpProbe.upgrade("/visit/websocket?vsn=2.0.0&missing=" + header)
                .without(header)
                .send(server.port());
        assertEquals(400, answer.status());
        assertTrue(answer.text().contains(header), answer::text);
        assertEquals(header, VISITS.visit().param("missing"));
    }

    @ParameterizedTest
    @CsvSource({
        "connection, close, must contain 'upgrade'",
        "upgrade, h2c, must contain 'websocket'",
        "sec-websocket-version, 8, must equal '13'"
    })
    @Proves("WS-08")
    void wrongUpgradeHeaderIsNamed(String header, String value, String expectation) {
        var answer = HttpProbe.upgrade("/socket/websocket?vsn=2.0.0")
                .without(header)
                .with(header, value)
                .send(server.port());
        assertEquals(400, answer.status());
        assertTrue(answer.text().contains('\'' + header + "' header " + expectation), answer::text);
        assertTrue(answer.text().contains(value), answer::text);
    }

    @Test
    @Proves("WS-08")
    void plainGetIsForbiddenWhenConnectRefusesElseBad() {
        assertForbidden(server.get("/socket/websocket?reject=1"));
        assertEquals(400, server.get("/socket/websocket?vsn=2.0.0").status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "HEAD", "DELETE", "PATCH", "OPTIONS"})
    @Proves("WS-09")
    void otherMethodsAreBadRequests(String method) {
        var answer = HttpProbe.request(method, "/visit/websocket?vsn=2.0.0")
                .withUpgrade()
                .send(server.port());
        assertEquals(400, answer.status());
        assertEquals("", answer.text());
        assertEquals(0, VISITS.waiting());
    }

    @Test
    @Proves("WS-10")
    void webSocketsOverHttp2AreNotOffered() {
        byte[] hello = {0, 0, 0, 4, 0, 0, 0, 0, 0};
        byte[] settings = HttpProbe.exchange(server.port(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", hello, 9);
        if (settings.length >= 9 && settings[3] == 4) {
            var entries = ByteBuffer.wrap(settings, 9, settings.length - 9);
            for (int left = ByteBuffer.wrap(settings).getInt() >>> 8; left > 0; left -= 6) {
                assertNotEquals(8, entries.getShort(), "SETTINGS_ENABLE_CONNECT_PROTOCOL (expected: not offered)");
                var unused = entries.getInt();
            }
        } else {
            assertFalse(new String(settings, StandardCharsets.ISO_8859_1).startsWith("HTTP/1.1 101"));
        }
    }

    @Test
    @Proves({"WS-11", "VSN-05"})
    void queryIsDecodedWithItsNesting() throws InterruptedException {
        server.open("/visit/websocket?vsn=2.0.0&a[b]=1&a[c][d]=x&c[]=2&c[]=3&name=J%C3%BCrgen+M%26M&e%5Bf%5D=5");
        assertEquals(
                Map.of(
                        "vsn", "2.0.0",
                        "a", Map.of("b", "1", "c", Map.of("d", "x")),
                        "c", List.of("2", "3"),
                        "name", "Jürgen M&M",
                        "e", Map.of("f", "5")),
                VISITS.visit().params());
    }

    @Test
    @Proves("WS-12")
    void queryThatIsNotUtf8IsABadRequestAndABadEscapeIsNot() throws InterruptedException {
        assertEquals(400, server.upgrade("/visit/websocket?vsn=2.0.0&a=%ff").status());
        assertEquals(0, VISITS.waiting());
        server.open("/visit/websocket?vsn=2.0.0&a=%zz&b=%");
        assertEquals("2.0.0", VISITS.visit().param("vsn"));
    }

    @Test
    @Proves("WS-13")
    void unescapedCharactersInTheQueryAreAccepted() throws InterruptedException {
        var odd = "\"<>\\^`{|}~!*'();:@$,/?";
        server.open("/visit/websocket?vsn=2.0.0&odd=" + odd);
        assertEquals(odd, VISITS.visit().param("odd"));
        server.open("/visit/websocket?vsn=2.0.0&raw=é");
        assertEquals("2.0.0", VISITS.visit().param("vsn"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?vsn=1.0.0", "?vsn=1.0.7"})
    @Proves({"VSN-01", "VSN-02", "VSN-03"})
    void version1IsTheDefault(String query) {
        var client = server.open("/socket/websocket" + query);
        client.sendJson("{'topic':'phoenix','event':'heartbeat','payload':{},'ref':'1'}");
        client.expect("{'topic':'phoenix','event':'phx_reply','payload':{'status':'ok','response':{}},'ref':'1'}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.0.0", "2.0.5"})
    @Proves({"VSN-02", "VSN-03"})
    void version2IsAskedFor(String vsn) {
        server.open("/socket/websocket?vsn=" + vsn).expectNothingBeforeHeartbeat();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"2", "2.0", "", "abc", "1.1.0", "2.1.0", "3.0.0", "2.0.0-rc.1", "02.0.0", "2.0.0.0", " 2.0.0"})
    @Proves("VSN-04")
    void otherVersionsAreRefused(String vsn) {
        var query = "?vsn=" + vsn.replace(" ", "%20");
        assertForbidden(server.upgrade("/visit/websocket" + query));
        var answer = server.get("/visit/longpoll" + query);
        assertEquals("200 {\"status\":403}", answer.status() + " " + answer.text());
        assertEquals(0, VISITS.waiting());
    }

    private static void assertForbidden(HttpAnswer answer) {
        assertEquals(403, answer.status());
        assertEquals("", answer.text());
    }

    private static String lower(HttpAnswer answer, String header) {
        return String.valueOf(answer.header(header)).toLowerCase(Locale.ROOT);
    }
}
