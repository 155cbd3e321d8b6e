package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application must not send, and nulls, which are refused where they are given. */
class ReservedNamesTest {

    private final BlockingQueue<Socket> sockets = new ArrayBlockingQueue<>(1);
    private final LoopHub hub = new LoopHub(1).route("room:*", () -> (topic, payload, socket) -> {
        sockets.add(socket);
        return JoinResult.ok();
    });
    private final LoopClient client = hub.connect();
    private Socket socket;

    @BeforeEach
    void join() throws InterruptedException {
        client.join("room:1", "1");
        socket = sockets.take();
    }

    @AfterEach
    void close() {
        hub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"phx_close", "phx_error", "phx_reply", "phx_join", "phx_leave", "phx_", "chan_reply_1"})
    void eventsOfTheProtocolAreRefused(String event) {
        var pubSub = hub.node().pubSub();
        assertRefused(event, () -> socket.push(event, Map.of()));
        assertRefused(event, () -> socket.broadcast(event, Map.of()));
        assertRefused(event, () -> socket.broadcastFrom(event, Map.of()));
        assertRefused(event, () -> pubSub.broadcast("room:1", event, Map.of()));
        assertRefused(event, () -> pubSub.localBroadcast("room:1", event, Map.of()));
        assertRefused(event, () -> new Broadcast("room:1", event, Payload.EMPTY));
        socket.broadcast("marker", Map.of());
        client.expect("[null,null,'room:1','marker',{}]");
    }

    @Test
    void eventsOfPresenceAndDisconnectMayBeSent() {
        socket.push("presence_state", Map.of());
        client.expect("['1',null,'room:1','presence_state',{}]");
        socket.broadcast("disconnect", Map.of());
        client.expect("[null,null,'room:1','disconnect',{}]");
    }

    @Test
    void nullPayloadIsNamed() {
        for (Executable call : new Executable[] {
            () -> socket.push("e", null), () -> socket.broadcast("e", null), () -> socket.broadcastFrom("e", null)
        }) {
            var refused = assertThrows(IllegalArgumentException.class, call);
            assertEquals("payload: null (expected: a JSON object or binary)", refused.getMessage());
        }
    }

    @Test
    void otherNullsAreNamedWhereTheyAreGiven() {
        assertNull("event: null", () -> socket.push(null, Map.of()));
        assertNull("event: null", () -> socket.broadcast(null, Map.of()));
        assertNull("message: null", () -> socket.sendSelf(null));
        assertNull("message: null", () -> socket.sendAfter(Duration.ZERO, null));
        assertNull("topic: null", () -> socket.subscribe(null));
        assertNull("topic: null", () -> socket.unsubscribe(null));
        assertNull("topic: null", () -> hub.node().pubSub().broadcast(null, "e", Map.of()));
        assertNull("topic: null", () -> hub.node().pubSub().subscribe(null, broadcast -> {}));
        assertNull("address: null", () -> socket.consume(null));
        assertNull("task: null", () -> socket.afterJoin(null));
        assertNull("task: null", () -> socket.onEnd(null));
        assertNull("status: null", () -> HandleResult.reply(null, Map.of()));
        assertNull("reason: null", () -> HandleResult.stop(null));
        assertNull("event: null", () -> HandleResult.unknown(null));
        assertNull("future: null", () -> HandleResult.async(null));
        assertNull("future: null", () -> JoinResult.async(null));
    }

    private static void assertRefused(String event, Executable call) {
        var refused = assertThrows(IllegalArgumentException.class, call);
        assertTrue(refused.getMessage().startsWith("event: " + event + " (expected: "), refused.getMessage());
    }

    private static void assertNull(String text, Executable call) {
        var refused = assertThrows(NullPointerException.class, call);
        assertTrue(refused.getMessage().startsWith(text), refused.getMessage());
    }
}
