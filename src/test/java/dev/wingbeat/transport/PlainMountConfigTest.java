package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.connection.AdmissionConfig;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.ConnectInfoKey;
import dev.wingbeat.connection.OriginCheck;
import dev.wingbeat.connection.SessionConfig;
import dev.wingbeat.connection.UserSocket;
import dev.wingbeat.eventstream.EventStreamConfig;
import dev.wingbeat.eventstream.TopicAuthorizer;
import dev.wingbeat.websocket.RawSocketConfig;
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
        assertEquals(Duration.ofSeconds(60), RawSocketConfig.DEFAULT.timeout());
        assertEquals(1 << 20, RawSocketConfig.DEFAULT.maxMessageSize());
        assertEquals(List.of(), RawSocketConfig.DEFAULT.subprotocols());
        assertEquals(AdmissionConfig.DEFAULT, RawSocketConfig.DEFAULT.admission());
    }

    @Test
    void rawSocketsRejectWhatCannotBe() {
        var config = RawSocketConfig.DEFAULT;
        assertRejected("timeout: PT0S (expected: > 0)", () -> config.withTimeout(Duration.ZERO));
        assertRejected("maxMessageSize: 0 (expected: >= 1)", () -> config.withMaxMessageSize(0));
        assertThrows(IllegalArgumentException.class, () -> config.withSubprotocols("two words"));
    }

    @Test
    void eventStreamsBeatEveryQuarterOfAMinute() {
        assertEquals(Duration.ofSeconds(15), EventStreamConfig.DEFAULT.heartbeat());
        assertEquals(Set.of(), EventStreamConfig.DEFAULT.events());
        var connect = ConnectInfo.of("eventstream", Map.of("topic", "room:1"));
        assertEquals("room:1", EventStreamConfig.DEFAULT.topic().apply(connect));
    }

    @Test
    void eventStreamsRejectWhatCannotBe() {
        var config = EventStreamConfig.DEFAULT;
        assertRejected("heartbeat: PT0S (expected: > 0)", () -> config.withHeartbeat(Duration.ZERO));
        assertRejected(
                "heartbeat: PT1M0.001S (expected: <= PT1M)",
                () -> config.withHeartbeat(Duration.ofMinutes(1).plusMillis(1)));
        assertRejected("retry: PT0S (expected: > 0)", () -> config.withRetry(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> TopicAuthorizer.topics("ro*om"));
    }

    @Test
    void sessionNeedsAReaderAndAProtection() {
        var config = AdmissionConfig.DEFAULT;
        assertThrows(IllegalArgumentException.class, () -> config.withConnectInfo(ConnectInfoKey.SESSION));
        var open = SessionConfig.of(cookies -> Map.of()).withCheckCsrf(false);
        assertThrows(
                IllegalArgumentException.class,
                () -> config.withCheckOrigin(OriginCheck.NONE).withSession(open, ConnectInfoKey.SESSION));
        var checked = config.withSession(open, ConnectInfoKey.SESSION);
        assertEquals(Set.of(ConnectInfoKey.SESSION), checked.connectInfo());
    }

    @Test
    void shortcutsReachIntoTheAdmission() {
        UserSocket socket = UserSocket.acceptingAll();
        var raw = RawSocketConfig.DEFAULT.withUserSocket(socket).withCheckOrigin(OriginCheck.CONN);
        assertEquals(socket, raw.admission().userSocket());
        assertEquals(OriginCheck.CONN, raw.admission().checkOrigin());
        var stream = EventStreamConfig.DEFAULT.withUserSocket(socket).withCheckOrigin(OriginCheck.CONN);
        assertEquals(socket, stream.admission().userSocket());
        assertEquals(OriginCheck.CONN, stream.admission().checkOrigin());
    }
}
