package dev.wingbeat.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.channel.StopReason;
import dev.wingbeat.conformance.TestServer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** JavaPhoenixClient, as Android applications use it. */
class JavaPhoenixClientTest {

    @RegisterExtension
    static final TestServer server =
            TestServer.restartable((fixture, config) -> fixture.app().endpoint(config));

    private JavaPhoenixPeer alice;
    private JavaPhoenixPeer bob;

    @BeforeEach
    void connect() {
        alice = new JavaPhoenixPeer(server.port(), Map.of("user_id", "alice")).connect();
        bob = new JavaPhoenixPeer(server.port(), Map.of("user_id", "bob é&=")).connect();
    }

    @AfterEach
    void disconnect() {
        alice.close();
        bob.close();
    }

    @Test
    void joinIsAcceptedWithAResponse() {
        var room = alice.room("room:java-join", Map.of("selfbcast", 1));
        assertEquals("ok {'hello':1.0}", room.join());
        assertEquals("welcome {'a':1.0}", room.next());
    }

    @Test
    void joinIsRefusedWithAReason() {
        assertEquals(
                "error {'reason':'unauthorized'}",
                alice.room("room:java-refused", Map.of("deny", true)).join());
        assertEquals("ok {'n':1.0}", alice.join("room:java-other").push("ping", Map.of("n", 1)));
    }

    @Test
    void pushIsAnswered() {
        var room = alice.join("room:java-push");
        assertEquals("ok {'t':'é€😀','list':[1.0,[true]]}", room.push("ping", ordered("t", "é€😀")));
        assertEquals("error {'no':'x'}", room.push("reply_error", Map.of("no", "x")));
    }

    private static Map<String, Object> ordered(String key, String text) {
        var payload = new LinkedHashMap<String, Object>();
        payload.put(key, text);
        payload.put("list", List.of(1, List.of(true)));
        return payload;
    }

    @Test
    void broadcastReachesBoth() {
        var alicesRoom = alice.join("room:java-chat");
        var bobsRoom = bob.join("room:java-chat");
        alicesRoom.cast("shout", Map.of("from", "alice"));
        assertEquals("shout {'from':'alice'}", alicesRoom.next());
        assertEquals("shout {'from':'alice'}", bobsRoom.next());
        bobsRoom.cast("shout_from", Map.of("from", "bob"));
        assertEquals("shout_from {'from':'bob'}", alicesRoom.next());
        alicesRoom.cast("shout", Map.of());
        assertEquals("shout {}", bobsRoom.next());
    }

    @Test
    void crashedChannelIsJoinedAgain() {
        var other = alice.join("room:java-unharmed");
        var room = alice.join("room:java-crash");
        room.cast("crash", Map.of());
        assertEquals("phx_error {'reason':'channel_crash'}", room.next());
        assertEquals("joined {}", room.next());
        assertEquals("ok {'n':1.0}", room.push("ping", Map.of("n", 1)));
        server.endpoint().broadcast("room:java-unharmed", "still", Map.of());
        assertEquals("still {}", other.next());
    }

    @Test
    void channelThatStopsIsClosed() {
        var room = alice.join("room:java-stop");
        room.cast("stop", Map.of());
        assertEquals("phx_close {}", room.next());
        assertEquals("ok {}", alice.join("room:java-stop").push("ping", Map.of()));
    }

    @Test
    void nothingIsHeardOfATopicThatWasLeft() {
        var room = alice.join("room:java-leave");
        assertEquals("ok {}", room.leave());
        assertEquals(StopReason.LEFT, server.ending("room:java-leave"));
        server.endpoint().broadcast("room:java-leave", "missed", Map.of());
        var again = alice.join("room:java-leave");
        server.endpoint().broadcast("room:java-leave", "heard", Map.of());
        assertEquals("heard {}", again.next());
    }

    @Test
    void heartbeatsAreAnswered() {
        try (var carol = new JavaPhoenixPeer(server.port(), Map.of()).withHeartbeat(50)) {
            carol.connect();
            for (int i = 0; i < 3; i++) {
                assertEquals("ok", carol.heartbeat());
            }
        }
    }

    @Test
    void clientThatIsDisconnectedComesBack() {
        var room = bob.join("room:java-back");
        bob.awaitOpening();
        server.endpoint().disconnect("user_socket:bob é&=");
        bob.awaitReopening();
        assertEquals("joined {}", room.nextAfterErrors());
        assertEquals("ok {'n':1.0}", room.push("ping", Map.of("n", 1)));
    }

    @Test
    void clientComesBackByItselfAfterARestart() throws Exception {
        var room = alice.join("room:java-restart");
        alice.awaitOpening();
        server.stopEndpoint();
        server.startEndpoint();
        alice.awaitReopening();
        assertEquals("joined {}", room.nextAfterErrors());
        assertEquals("ok {'n':1.0}", room.push("ping", Map.of("n", 1)));
    }
}
