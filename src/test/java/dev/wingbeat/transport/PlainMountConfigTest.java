package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectInfoKey;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.eventstream.EventStreamOptions;
import dev.wingbeat.eventstream.TopicAuthorizer;
import dev.wingbeat.websocket.WebSocketOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The configuration of raw WebSockets and event streams. */
class PlainMountConfigTest {

    private static void assertRejected(String text, Executable executable) {
        assertEquals(
                text, assertThrows(IllegalArgumentException.class, executable).getMessage());
    }

    @Test
    void rawSocketsAreOpenForAMinuteOfSilence() {
        assertEquals(Duration.ofSeconds(60), new WebSocketOptions().idleTimeout());
        assertEquals(1 << 20, new WebSocketOptions().maxMessageSize());
        assertEquals(List.of(), new WebSocketOptions().subprotocols());
        assertNull(new WebSocketOptions().checkOrigin());
    }

    @Test
    void rawSocketsRejectWhatCannotBe() {
        var config = new WebSocketOptions();
        assertRejected("idleTimeout: PT0S (expected: > 0)", () -> config.idleTimeout(Duration.ZERO));
        assertRejected("maxMessageSize: 0 (expected: >= 1)", () -> config.maxMessageSize(0));
        assertThrows(IllegalArgumentException.class, () -> config.subprotocols("two words"));
    }

    @Test
    void eventStreamsBeatEveryQuarterOfAMinute() {
        assertEquals(Duration.ofSeconds(15), new EventStreamOptions().heartbeat());
        assertEquals(Set.of(), new EventStreamOptions().events());
        var connect = ConnectInfo.of("eventstream", Map.of("topic", "room:1"));
        assertEquals("room:1", new EventStreamOptions().topic().apply(connect));
    }

    @Test
    void eventStreamsRejectWhatCannotBe() {
        var config = new EventStreamOptions();
        assertRejected("heartbeat: PT0S (expected: > 0)", () -> config.heartbeat(Duration.ZERO));
        assertRejected(
                "heartbeat: PT1M0.001S (expected: <= PT1M)",
                () -> config.heartbeat(Duration.ofMinutes(1).plusMillis(1)));
        assertRejected("retry: PT0S (expected: > 0)", () -> config.retry(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> TopicAuthorizer.topics("ro*om"));
    }

    @Test
    void sessionNeedsAProtection() {
        var open = new EventStreamOptions().session(cookies -> Map.of()).checkCsrf(false);
        assertThrows(
                IllegalArgumentException.class,
                new EventStreamOptions().from(open).checkOrigin(OriginCheck.NONE)::check);
        open.connectInfo(ConnectInfoKey.URI).check();
        assertEquals(Set.of(ConnectInfoKey.URI), open.connectInfo());
    }
}
