package dev.wingbeat.websocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.conformance.TestServer;
import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectInfoKey;
import dev.wingbeat.connection.ConnectResult;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.support.client.HttpProbe;
import io.vertx.core.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may connect, and what is agreed on. */
class ConnectTest {

    private static final Assign<String> BY = Assign.of("by", String.class);

    /** Decides as the parameter {@code do} says, also later and on another thread. */
    private static final UserSocket DOORMAN = connect -> switch (connect.param("do", "")) {
        case "refuse" -> ConnectResult.refuse();
        case "reason" -> ConnectResult.refuse("full");
        case "throw" -> throw new IllegalStateException("thrown in connect");
        case "later" -> {
            Promise<ConnectResult> promise = Promise.promise();
            Thread.ofVirtual().start(() -> promise.complete(ConnectResult.accept(BY, "later")));
            yield ConnectResult.async(promise.future());
        }
        default -> ConnectResult.accept(BY, "doorman");
    };

    /** Says once what it knows of its connection. */
    private static final class KnownHandler implements WebSocketHandler {
        @Override
        public void init(WebSocketConnection connection) {
            ConnectInfo info = connection.connectInfo();
            connection.sendText(
                    connection.subprotocol() + " " + connection.assigns().get(BY, "nobody") + " " + connection.id());
            connection.sendText(info.transport() + " " + info.param("id") + " " + info.param("q") + " "
                    + info.userAgent() + " " + info.authToken());
            connection.sendText(connection.remoteAddress().hostAddress() + " "
                    + Thread.currentThread().getName());
        }
    }

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> Endpoint.builder()
            .webSocket("/open", KnownHandler::new)
            .webSocket(
                    "/door/:id",
                    KnownHandler::new,
                    options -> options.userSocket(DOORMAN)
                            .connectInfo(ConnectInfoKey.USER_AGENT)
                            .errorHandler(reason -> new HttpRefusal(429, reason)))
            .webSocket("/named", KnownHandler::new, options -> options.subprotocols("game.v2", "game.v1"))
            .webSocket("/token", KnownHandler::new, options -> options.authToken(true))
            .webSocket("/any", KnownHandler::new, options -> options.checkOrigin(OriginCheck.NONE))
            .options(options -> options.from(config))
            .build());

    @Test
    void connectionKnowsItsParametersAndItsPath() {
        var probe = server.open("/door/r%C3%B6d?q=a+b&id=mine", "user-agent: Probe/1");
        assertEquals("null doorman null", probe.nextText());
        assertEquals("websocket röd a b Probe/1 null", probe.nextText());
        assertTrue(probe.nextText().matches("(127\\.0\\.0\\.1|0:0:0:0:0:0:0:1|::1)%?\\w* vert\\.x-eventloop.*"));
    }

    @ParameterizedTest
    @CsvSource({"refuse, 403, ''", "reason, 429, full", "throw, 500, Internal Server Error"})
    void applicationRefuses(String how, int status, String body) {
        var answer = server.upgrade("/door/1?do=" + how);
        assertEquals(status + " " + body, answer.status() + " " + answer.text());
    }

    @Test
    void applicationMayDecideLaterOnAnotherThread() {
        var probe = server.open("/door/1?do=later");
        assertEquals("null later null", probe.nextText());
        probe.nextText();
        assertTrue(probe.nextText().contains("vert.x-eventloop"));
    }

    @ParameterizedTest
    @CsvSource({
        "/open, http://localhost, 403",
        "/open, http://localhost:PORT, 101",
        "/open, http://evil.example, 403",
        "/open, null, 403",
        "/any, http://evil.example, 101"
    })
    void originIsChecked(String mount, String origin, int status) {
        assertEquals(
                status,
                server.upgrade(mount, "origin: " + origin.replace("PORT", String.valueOf(server.port())))
                        .status());
    }

    @Test
    void serversOrderOfSubprotocolsWins() {
        var probe = server.open("/named", "sec-websocket-protocol: game.v1, game.v2, chat");
        assertEquals("game.v2", probe.handshake().header("sec-websocket-protocol"));
        assertEquals("game.v2 nobody null", probe.nextText());
    }

    @Test
    void onlyOfferedSubprotocolsAreAgreedOn() {
        var probe = server.open("/named", "sec-websocket-protocol: chat", "sec-websocket-protocol: game.v1");
        assertEquals("game.v1", probe.handshake().header("sec-websocket-protocol"));
        var silent = server.open("/named");
        assertNull(silent.handshake().header("sec-websocket-protocol"));
        assertEquals("null nobody null", silent.nextText());
        var ignored = server.open("/open", "sec-websocket-protocol: game.v1");
        assertNull(ignored.handshake().header("sec-websocket-protocol"));
    }

    @Test
    void clientThatOffersOnlyOtherSubprotocolsIsRefused() {
        assertEquals(
                403, server.upgrade("/named", "sec-websocket-protocol: chat").status());
    }

    @Test
    void tokenBesideTheSubprotocolsReachesTheApplication() {
        var probe = server.open("/token", "sec-websocket-protocol: phoenix, base64url.bearer.phx.c2VjcmV0");
        assertEquals("phoenix nobody null", probe.nextText());
        assertEquals("websocket null null null secret", probe.nextText());
    }

    @Test
    void requestThatIsNoHandshakeIsABadOne() {
        assertEquals(400, server.get("/open").status());
        assertEquals(
                400,
                HttpProbe.request("POST", "/open")
                        .withUpgrade()
                        .send(server.port())
                        .status());
        assertEquals(400, server.upgrade("/open?q=%ff").status());
    }

    @Test
    void otherPathsAreNotTaken() {
        assertEquals(404, server.upgrade("/open/more").status());
        assertEquals(404, server.upgrade("/door").status());
        assertEquals(101, server.upgrade("/open/").status());
    }
}
