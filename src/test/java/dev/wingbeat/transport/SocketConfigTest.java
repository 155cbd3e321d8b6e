package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.connection.ConnectInfoKey;
import dev.wingbeat.connection.DrainerConfig;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.SessionConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SocketConfigTest {

    private static final SessionConfig SESSION = SessionConfig.of(cookies -> Map.of());

    @Test
    void defaultsAreThoseOfTheProtocol() {
        var config = SocketConfig.DEFAULT;
        assertNotNull(config.webSocket());
        assertNull(config.longPoll());
        assertEquals(100, config.maxChannels());
        assertEquals(Duration.ofSeconds(60), config.webSocket().timeout());
        assertEquals(1 << 20, config.webSocket().maxMessageSize());
        assertEquals(Duration.ofSeconds(10), LongPollConfig.DEFAULT.window());
        assertEquals(Duration.ofDays(14), LongPollConfig.DEFAULT.tokenMaxAge());
        assertEquals(new DrainerConfig(10_000, Duration.ofSeconds(2), Duration.ofSeconds(30)), config.drainer());
    }

    @Test
    void valuesOutOfRangeAreNamedWithWhatIsExpected() {
        assertFails("maxChannels: 0 (expected: >= 1)", () -> SocketConfig.DEFAULT.withMaxChannels(0));
        assertFails("timeout: PT0S (expected: > 0)", () -> WebSocketConfig.DEFAULT.withTimeout(Duration.ZERO));
        assertFails("maxMessageSize: 0 (expected: >= 1)", () -> WebSocketConfig.DEFAULT.withMaxMessageSize(0));
        assertFails("path: ws (expected: a path beginning with /)", () -> WebSocketConfig.DEFAULT.withPath("ws"));
        assertFails(
                "subprotocol: a, b (expected: letters, digits, - . _ and the like)",
                () -> WebSocketConfig.DEFAULT.withSubprotocols("a, b"));
        assertFails("window: PT-1S (expected: > 0)", () -> LongPollConfig.DEFAULT.withWindow(Duration.ofSeconds(-1)));
        assertFails("window: PT2H (expected: <= PT1H)", () -> LongPollConfig.DEFAULT.withWindow(Duration.ofHours(2)));
        assertFails("maxBuffered: 0 (expected: >= 1)", () -> LongPollConfig.DEFAULT.withMaxBuffered(0));
        assertFails("maxBodySize: -1 (expected: >= 1)", () -> LongPollConfig.DEFAULT.withMaxBodySize(-1));
        assertFails("batchSize: 0 (expected: >= 1)", () -> DrainerConfig.DEFAULT.withBatchSize(0));
        assertFails("status: 200 (expected: 400 to 599)", () -> new HttpRefusal(200, ""));
    }

    @Test
    void sessionWithoutAnyCheckIsRefused() {
        var webSocket = WebSocketConfig.DEFAULT
                .withConnectInfo(ConnectInfoKey.SESSION)
                .withCheckOrigin(OriginCheck.NONE)
                .withSession(SESSION.withCheckCsrf(false));
        assertFails(
                "checkOrigin: none, checkCsrf: false (expected: at least one check where a session is read)",
                () -> SocketConfig.DEFAULT.withWebSocket(webSocket));
        var longPoll = LongPollConfig.DEFAULT
                .withConnectInfo(ConnectInfoKey.SESSION)
                .withCheckOrigin(OriginCheck.NONE)
                .withSession(SESSION.withCheckCsrf(false));
        assertFails(
                "checkOrigin: none, checkCsrf: false (expected: at least one check where a session is read)",
                () -> SocketConfig.DEFAULT.withLongPoll(longPoll));
    }

    @Test
    void eitherCheckIsEnoughForASession() {
        var originChecked = WebSocketConfig.DEFAULT.withSession(SESSION.withCheckCsrf(false));
        var csrfChecked = WebSocketConfig.DEFAULT.withSession(SESSION).withCheckOrigin(OriginCheck.NONE);
        assertEquals(
                originChecked, SocketConfig.DEFAULT.withWebSocket(originChecked).webSocket());
        assertEquals(
                csrfChecked, SocketConfig.DEFAULT.withWebSocket(csrfChecked).webSocket());
    }

    @Test
    void sessionKeyWithoutAReaderIsRefused() {
        assertFails(
                "connectInfo: SESSION without session (expected: a session reader)",
                () -> SocketConfig.DEFAULT.withWebSocket(
                        WebSocketConfig.DEFAULT.withConnectInfo(ConnectInfoKey.SESSION)));
    }

    @Test
    void copiesChangeOneComponent() {
        var config = WebSocketConfig.DEFAULT
                .withPath("/ws/:tenant")
                .withCompress(true)
                .withSubprotocols("sip", "mqtt")
                .withConnectInfo(ConnectInfoKey.URI);
        assertEquals("/ws/:tenant", config.path());
        assertEquals(true, config.compress());
        assertEquals(List.of("sip", "mqtt"), config.subprotocols());
        assertEquals(Set.of(ConnectInfoKey.URI), config.connectInfo());
        assertEquals(WebSocketConfig.DEFAULT.timeout(), config.timeout());
    }

    private static void assertFails(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable).getMessage());
    }
}
