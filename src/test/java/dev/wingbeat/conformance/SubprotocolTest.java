package dev.wingbeat.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.Endpoint;
import dev.wingbeat.support.LogRecords;
import dev.wingbeat.transport.SocketOptions;
import dev.wingbeat.transport.WebSocketTransportOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Subprotocols, and tokens handed over beside them. */
class SubprotocolTest {

    private static final RecordingSocket VISITS = new RecordingSocket();

    private static final String PREFIX = "base64url.bearer.phx.";

    @RegisterExtension
    static final TestServer server = TestServer.of((fixture, config) -> {
        var open = new SocketOptions()
                .webSocket(webSocket -> webSocket.from(ConformanceApp.WEB_SOCKET))
                .longPoll(longPoll -> longPoll.from(ConformanceApp.LONG_POLL));
        var named =
                new WebSocketTransportOptions().from(ConformanceApp.WEB_SOCKET).subprotocols("sip", "mqtt");
        return Endpoint.builder()
                .socket("/plain", VISITS, routes -> routes.options(options -> options.from(open)))
                .socket(
                        "/named",
                        VISITS,
                        routes -> routes.options(
                                options -> options.from(open).webSocket(webSocket -> webSocket.from(named))))
                .socket(
                        "/token",
                        VISITS,
                        routes -> routes.options(options -> options.from(open).authToken(true)))
                .socket(
                        "/both",
                        VISITS,
                        routes -> routes.options(options -> options.from(open)
                                .webSocket(webSocket -> webSocket.from(named))
                                .authToken(true)))
                .options(options -> options.from(config))
                .build();
    });

    @BeforeEach
    void forgetVisits() {
        VISITS.forget();
    }

    @Test
    @Proves("SUB-01")
    void offerIsIgnoredWithoutConfiguration() throws InterruptedException {
        assertNull(answered("/plain", "anything, else"));
        assertNull(VISITS.visit().authToken());
    }

    @ParameterizedTest
    @CsvSource({"'mqtt, sip', sip", "'foo, mqtt', mqtt", "'mqtt,sip', sip", "sip, sip"})
    @Proves("SUB-02")
    void firstOfTheServersListWins(String offer, String chosen) throws InterruptedException {
        assertEquals(chosen, answered("/named", offer));
        assertNull(VISITS.visit().authToken());
    }

    @Test
    @Proves("SUB-02")
    void offerMayBeSpreadOverSeveralHeaders() throws InterruptedException {
        var answer =
                server.upgrade("/named/websocket", "sec-websocket-protocol: foo", "sec-websocket-protocol: mqtt, sip");
        assertEquals("sip", answer.header("sec-websocket-protocol"));
        VISITS.visit();
    }

    @Test
    @Proves("SUB-03")
    void offerWithoutOverlapIsRefusedAndNoOfferAccepted() throws InterruptedException {
        var answer = server.upgrade("/named/websocket", "sec-websocket-protocol: foo, SIP");
        assertEquals("403 ", answer.status() + " " + answer.text());
        assertEquals(0, VISITS.waiting());
        answer = server.upgrade("/named/websocket");
        assertEquals(101, answer.status());
        assertNull(answer.header("sec-websocket-protocol"));
        VISITS.visit();
    }

    @Test
    void refusalIsLoggedWithoutTheToken() {
        try (var log = LogRecords.of("dev.wingbeat")) {
            var refused = server.upgrade("/named/websocket", "sec-websocket-protocol: foo, " + PREFIX + "bXkgdG9rZW4");
            assertEquals(403, refused.status());
            String line = log.messages().getFirst();
            assertTrue(
                    line.matches("refused 127\\.0\\.0\\.1:\\d+ at /named/websocket: "
                            + "its subprotocols are \\[foo] \\(expected: one of \\[sip, mqtt]\\)"),
                    line);
        }
        try (var log = LogRecords.of("dev.wingbeat")) {
            var refused = server.upgrade("/token/websocket", "sec-websocket-protocol: phoenix, " + PREFIX + "!!secret");
            assertEquals(403, refused.status());
            String line = log.messages().getFirst();
            assertTrue(
                    line.endsWith("the token among its subprotocols cannot be decoded (expected: base64 of UTF-8)"),
                    line);
        }
    }

    @Test
    @Proves("TOK-01")
    void tokenIsTakenOutOfTheOffer() throws InterruptedException {
        assertEquals("phoenix", answered("/token", "phoenix, " + PREFIX + "bXkgdG9rZW4"));
        assertEquals("my token", VISITS.visit().authToken());
        assertEquals("phoenix", answered("/both", PREFIX + "bXkgdG9rZW4, mqtt, phoenix"));
        assertEquals("my token", VISITS.visit().authToken());
        assertEquals("mqtt", answered("/both", PREFIX + "YQ, mqtt"));
        assertEquals("a", VISITS.visit().authToken());
    }

    @ParameterizedTest
    @CsvSource({"Pj4+Pz8/, >>>???", "Pj4-Pz8_, >>>???", "w6k, é", "YQ, a", "YWI, ab", "YWJj, abc"})
    @Proves("TOK-02")
    void bothAlphabetsAreUnderstood(String encoded, String token) throws InterruptedException {
        assertEquals("phoenix", answered("/token", "phoenix, " + PREFIX + encoded));
        assertEquals(token, VISITS.visit().authToken());
    }

    @ParameterizedTest
    @CsvSource({"***", "A", "YQ=a"})
    @Proves("TOK-03")
    void tokenThatCannotBeDecodedIsTheClientsFault(String encoded) {
        int status = server.upgrade("/token/websocket", "sec-websocket-protocol: phoenix, " + PREFIX + encoded)
                .status();
        assertTrue(status == 400 || status == 403, () -> "status: " + status);
        assertEquals(0, VISITS.waiting());
    }

    @Test
    @Proves("TOK-04")
    void tokenAloneIsAcceptedWithoutSubprotocol() throws InterruptedException {
        assertNull(answered("/token", PREFIX + "YQ"));
        assertEquals("a", VISITS.visit().authToken());
    }

    @Test
    @Proves("TOK-04")
    void ofTwoTokensNeitherIsTaken() throws InterruptedException {
        assertEquals("phoenix", answered("/token", "phoenix, " + PREFIX + "YQ, " + PREFIX + "Yg"));
        assertNull(VISITS.visit().authToken());
    }

    @Test
    @Proves("TOK-05")
    void longPollTakesTheTokenFromTheOpeningRequest() throws InterruptedException {
        server.longPoll("/token/longpoll?vsn=2.0.0", "x-phoenix-authtoken: my token");
        assertEquals("my token", VISITS.visit().authToken());
        server.longPoll("/token/longpoll?vsn=2.0.0");
        assertNull(VISITS.visit().authToken());
        server.longPoll("/plain/longpoll?vsn=2.0.0", "x-phoenix-authtoken: my token");
        assertNull(VISITS.visit().authToken());
    }

    private static @Nullable String answered(String mount, String offer) {
        var answer = server.upgrade(mount + "/websocket", "sec-websocket-protocol: " + offer);
        assertEquals(101, answer.status());
        return answer.header("sec-websocket-protocol");
    }
}
