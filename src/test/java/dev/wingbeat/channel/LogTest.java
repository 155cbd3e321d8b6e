package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Serializer;
import dev.wingbeat.pubsub.TestLoops;
import dev.wingbeat.support.LogRecords;
import io.vertx.core.Promise;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients can make the log say: one line of each kind, however often, and a stack trace only for what is not theirs. */
class LogTest {

    record Shout(String body) {}

    /** A channel that answers nothing and forgives nothing. */
    private static final class Fragile implements Channel {
        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return switch (topic) {
                case "room:strict" -> JoinResult.ok(payload.json().copy());
                case "room:crash" -> throw new IllegalStateException("no room");
                default -> JoinResult.ok();
            };
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) {
            return switch (event) {
                case "json" -> HandleResult.ok(payload.json());
                case "record" -> HandleResult.ok(payload.as(Shout.class));
                case "crash" -> throw new IllegalStateException("broken");
                case "stop" -> HandleResult.stop(StopReason.failure("as asked"));
                case "bytes" -> HandleResult.reply("x".repeat(300), new byte[] {1});
                case "relay" -> {
                    socket.broadcast("phx_close", payload);
                    yield HandleResult.noReply();
                }
                case "leave badly" -> HandleResult.stop(StopReason.NORMAL);
                default -> HandleResult.unknown(event);
            };
        }

        @Override
        public void terminate(StopReason reason, Socket socket) {
            if (reason instanceof StopReason.Normal) {
                throw new IllegalStateException("terminate");
            }
        }
    }

    private static final int OFTEN = 1_000;

    private final LogRecords log = LogRecords.of("dev.wingbeat");
    private final LoopHub hub = new LoopHub(1).route("room:*", Fragile::new);

    @AfterEach
    void close() {
        log.close();
        hub.close();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "['1','2','room:1','json',['x']]"
                        + "|event json on room:1: payload: a JSON value, 5 bytes (expected: object);"
                        + " HandleResult.error(e) answers it|",
                "['1','2','room:1','record',{'body':17}]"
                        + "|event record on room:1: payload at body: missing, or something else (expected: string);"
                        + " HandleResult.error(e) answers it|",
                "['1','2','room:1','crash',{}]|event crash on room:1 crashed|broken",
                "['1','2','room:1','relay',{}]|event relay on room:1 crashed|event: phx_close (expected: a name that does"
                        + " not begin with phx_ or chan_reply_, which are the protocol's)",
                "['1','2','room:1','stop',{}]|room:1 stops: as asked|",
                "['1','2','room:1','bytes',{}]"
                        + "|event bytes on room:1: status: 300 bytes beside a binary payload (expected: <= 255)|",
                "['1','2','room:1','leave badly',{}]|terminate of room:1 crashed|terminate",
                "['1','2','room:1','no such',{}]|no handler for event no such on room:1|",
                "['1','2','room:strict','phx_join',['x']]"
                        + "|join of room:strict: payload: a JSON value, 5 bytes (expected: object);"
                        + " JoinResult.error(e) answers it|",
                "['1','2','room:crash','phx_join',{}]|join of room:crash crashed|no room",
                "['1','2','nowhere','phx_join',{}]|no route for topic nowhere|"
            },
            delimiter = '|')
    void whatAClientRepeatsIsOneLine(String frame, String line, String thrown) {
        var client = hub.connect();
        String join = "['1','1','room:1','phx_join',{}]";
        for (int i = 0; i < OFTEN; i++) {
            client.send(join, frame);
        }
        untilServed(client);
        assertLogged(line, thrown);
    }

    @Test
    void frameThatCannotBeDecodedIsOneLineForAllConnections() {
        for (int i = 0; i < OFTEN; i++) {
            hub.connect().send("[1]");
        }
        untilServed(hub.connect());
        assertLogged("closing a connection: byte 2: 0x5d (expected: ',')", null);
    }

    @Test
    void binaryBroadcastsToAMemberOfV1AreOneLine() {
        var loop = hub.node().loop(0);
        TestLoops.run(loop, () -> loop.subscribe("room:1", delivery -> {}, Serializer.V1));
        for (int i = 0; i < OFTEN; i++) {
            hub.node().pubSub().broadcast("room:1", "shout", new byte[] {1});
        }
        untilServed(hub.connect());
        assertLogged(
                "broadcast shout on room:1 skips its 1.0.0 members: payload: binary, 1 bytes"
                        + " (expected: JSON, protocol 1.0.0 has no other)",
                null);
    }

    @Test
    void clientThatFloodsASlowChannelIsOneLineWithoutAStackTrace() {
        hub.route("slow", LogTest::blocked);
        for (int i = 0; i < 3; i++) {
            var client = hub.connect().join("slow", "1");
            for (int j = 0; j <= Mailbox.MAX_WAITING + 1; j++) {
                client.send("['1',null,'slow','wait',{}]");
            }
            client.expectError("slow", "1");
        }
        assertLogged(
                "event wait on slow: mailbox is full: more than 10000 messages wait, or 33554432 bytes on this connection",
                null);
    }

    /** A channel whose first event is never done. */
    private static Channel blocked() {
        return new Channel() {
            @Override
            public JoinResult join(String topic, Payload payload, Socket socket) {
                return JoinResult.ok();
            }

            @Override
            public HandleResult handleIn(String event, Payload payload, Socket socket) {
                return HandleResult.async(Promise.<HandleResult>promise().future());
            }
        };
    }

    @Test
    void clientThatKeepsMisbehavingIsReportedOnce() {
        var client = hub.connect();
        client.send("['1','1','nowhere','phx_join',{}]")
                .expect("[null,'1','nowhere','phx_reply',{'status':'error','response':{'reason':'unmatched topic'}}]")
                .join("room:1", "1")
                .send("['1','2','room:1','unheard of',{}]")
                .expectError("room:1", "1");
        assertLogged("no route for topic nowhere", null);
    }

    @Test
    void topicsAndEventsTakeOneShortLine() {
        var topic = "room:" + "x".repeat(200);
        hub.connect()
                .send("['1','1','" + topic + "','phx_join',{}]")
                .expectJoined(topic, "1")
                .send("['1','2','" + topic + "','forged\\nSEVERE " + "y".repeat(200) + "',{}]")
                .expectError(topic, "1");
        assertEquals(1, log.messages().size());
        var text = log.messages().getFirst();
        assertTrue(text.startsWith("no handler for event forged.SEVERE yyy"), text);
        assertTrue(text.length() < 400, () -> text.length() + " characters");
    }

    /** Waits until what the client has sent before has been handled. */
    private static void untilServed(LoopClient client) {
        client.send("[null,'marker','phoenix','heartbeat',{}]");
        while (!client.next().contains("\"marker\"")) {
            // what came before
        }
    }

    private void assertLogged(String line, String thrown) {
        assertEquals(List.of(line), log.messages());
        var cause = log.records().getFirst().getThrown();
        if (thrown == null) {
            assertNull(cause);
        } else {
            assertNotNull(cause);
            assertEquals(thrown, cause.getMessage());
        }
    }
}
