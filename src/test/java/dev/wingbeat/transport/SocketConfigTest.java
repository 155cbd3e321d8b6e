package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.Endpoint;
import dev.wingbeat.connection.ConnectInfoKey;
import dev.wingbeat.connection.DrainerOptions;
import dev.wingbeat.connection.HttpRefusal;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.SessionReader;
import dev.wingbeat.connection.UserSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SocketConfigTest {

    private static final SessionReader SESSION = cookies -> Map.of();

    @Test
    void defaultsAreThoseOfTheProtocol() {
        var config = new SocketOptions();
        assertNotNull(config.webSocket());
        assertNotNull(config.longPoll());
        assertEquals(100, config.maxChannels());
        assertEquals(Duration.ofSeconds(60), config.webSocket().idleTimeout());
        assertEquals(1 << 20, config.webSocket().maxMessageSize());
        assertEquals(Duration.ofSeconds(10), new LongPollOptions().window());
        assertEquals(Duration.ofDays(14), new LongPollOptions().tokenMaxAge());
        assertEquals(10_000, config.drainer().batchSize());
        assertEquals(Duration.ofSeconds(2), config.drainer().batchInterval());
        assertEquals(Duration.ofSeconds(30), config.drainer().timeout());
    }

    @Test
    void valuesOutOfRangeAreNamedWithWhatIsExpected() {
        assertFails("maxChannels: 0 (expected: >= 1)", () -> new SocketOptions().maxChannels(0));
        assertFails(
                "idleTimeout: PT0S (expected: > 0)", () -> new WebSocketTransportOptions().idleTimeout(Duration.ZERO));
        assertFails("maxMessageSize: 0 (expected: >= 1)", () -> new WebSocketTransportOptions().maxMessageSize(0));
        assertFails("path: ws (expected: a path beginning with /)", () -> new WebSocketTransportOptions().path("ws"));
        assertFails(
                "subprotocol: a, b (expected: letters, digits, - . _ and the like)",
                () -> new WebSocketTransportOptions().subprotocols("a, b"));
        assertFails("window: PT-1S (expected: > 0)", () -> new LongPollOptions().window(Duration.ofSeconds(-1)));
        assertFails("window: PT2H (expected: <= PT1H)", () -> new LongPollOptions().window(Duration.ofHours(2)));
        assertFails("maxBuffered: 0 (expected: >= 1)", () -> new LongPollOptions().maxBuffered(0));
        assertFails("maxBodySize: -1 (expected: >= 1)", () -> new LongPollOptions().maxBodySize(-1));
        assertFails("batchSize: 0 (expected: >= 1)", () -> new DrainerOptions().batchSize(0));
        assertFails("status: 200 (expected: 400 to 599)", () -> new HttpRefusal(200, ""));
    }

    @Test
    void sessionWithoutAnyCheckIsRefused() {
        var text = "checkOrigin: none, checkCsrf: false (expected: at least one check where a session is read)";
        var webSocket = new SocketOptions()
                .webSocket(side ->
                        side.checkOrigin(OriginCheck.NONE).session(SESSION).checkCsrf(false));
        assertFails(text, webSocket::check);
        var longPoll = new SocketOptions()
                .longPoll(side ->
                        side.checkOrigin(OriginCheck.NONE).session(SESSION).checkCsrf(false));
        assertFails(text, longPoll::check);
    }

    @Test
    void eitherCheckIsEnoughForASession() {
        new SocketOptions()
                .webSocket(side -> side.session(SESSION).checkCsrf(false))
                .longPoll(side -> side.session(SESSION).checkOrigin(OriginCheck.NONE))
                .check();
    }

    @Test
    void sideThatIsOffKeepsWhatItWasTold() {
        var options = new SocketOptions().longPoll(false).longPoll(side -> side.path("/poll"));
        assertNull(options.longPoll());
        assertEquals("/poll", options.longPoll(true).longPoll().path());
    }

    @Test
    void endpointIsNotDeclaredWithWhatContradictsItself() {
        var builder = Endpoint.builder();
        assertThrows(
                IllegalArgumentException.class,
                () -> builder.socket(
                        "/socket",
                        UserSocket.acceptingAll(),
                        socket -> socket.options(options -> options.longPoll(side -> side.checkOrigin(OriginCheck.NONE)
                                .session(SESSION)
                                .checkCsrf(false)))));
    }

    @Test
    void valuesAreThoseThatWereSet() {
        var config = new WebSocketTransportOptions()
                .path("/ws/:tenant")
                .compress(true)
                .subprotocols("sip", "mqtt")
                .connectInfo(ConnectInfoKey.URI);
        assertEquals("/ws/:tenant", config.path());
        assertEquals(true, config.compress());
        assertEquals(List.of("sip", "mqtt"), config.subprotocols());
        assertEquals(Set.of(ConnectInfoKey.URI), config.connectInfo());
        assertEquals(new WebSocketTransportOptions().idleTimeout(), config.idleTimeout());
    }

    private static void assertFails(String message, Executable executable) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, executable).getMessage());
    }
}
