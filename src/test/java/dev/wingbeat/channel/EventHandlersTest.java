package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.support.LogRecords;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events by name and type. */
class EventHandlersTest {

    record Move(int x, int y) {}

    private static final CompletableFuture<Promise<HandleResult>> LATER = new CompletableFuture<>();

    /** A piece on a board. */
    private static final class Piece implements Channel {

        private static final EventHandlers<Piece, Socket> EVENTS = EventHandlers.of(Piece.class)
                .on("move", Move.class, Piece::move)
                .on("where", (piece, socket) -> HandleResult.ok(new Move(piece.x, piece.y)))
                .on("later", Move.class, (piece, move, socket) -> later())
                .on("bytes", Buffer.class, (piece, bytes, socket) -> HandleResult.ok(Map.of("length", bytes.length())))
                .on("any", Payload.class, (piece, payload, socket) -> HandleResult.ok(payload))
                .on("object", JsonObject.class, (piece, json, socket) -> HandleResult.ok(json.fieldNames()))
                .on(
                        "crash",
                        (piece, socket) ->
                                HandleResult.ok(Payload.of("x", "not a number").as(Move.class)));

        private int x;
        private int y;

        @Override
        public JoinResult join(String topic, Payload payload, Socket socket) {
            return JoinResult.ok();
        }

        @Override
        public HandleResult handleIn(String event, Payload payload, Socket socket) throws Exception {
            return EVENTS.handle(this, event, payload, socket);
        }

        private HandleResult move(Move move, Socket socket) {
            x += move.x();
            y += move.y();
            return HandleResult.noReply();
        }

        private static HandleResult later() {
            Promise<HandleResult> promise = Promise.promise();
            LATER.complete(promise);
            return HandleResult.async(promise.future());
        }
    }

    private final LogRecords log = LogRecords.of("dev.wingbeat");
    private final LoopHub hub = new LoopHub(1).route("board:*", Piece::new);

    @AfterEach
    void close() {
        log.close();
        hub.close();
    }

    private static String push(String ref, String event, String payload) {
        return "['1'," + ref + ",'board:1','" + event + "'," + payload + "]";
    }

    private static String reply(String status, String response) {
        return "['1','2','board:1','phx_reply',{'status':'" + status + "','response':" + response + "}]";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    where  | {'x':'whatever'}  | ok    | {'x':3,'y':4}
                    where  | null              | ok    | {'x':3,'y':4}
                    move   | {'x':1,'y':'2'}   | error | {'reason':'bad_payload','path':'y','expected':'integer'}
                    move   | {'x':1}           | error | {'reason':'bad_payload','path':'y','expected':'integer'}
                    move   | [1,2]             | error | {'reason':'bad_payload','path':'','expected':'object'}
                    later  | {}                | error | {'reason':'bad_payload','path':'x','expected':'integer'}
                    bytes  | {}                | error | {'reason':'bad_payload','path':'','expected':'binary'}
                    any    | [1,2.50]          | ok    | [1,2.50]
                    object | {'a':1,'b':2}     | ok    | ['a','b']
                    object | 7                 | error | {'reason':'bad_payload','path':'','expected':'object'}
                    """)
    void payloadIsReadAsTheHandlerWantsIt(String event, String payload, String status, String response) {
        hub.connect()
                .join("board:1", "1")
                .send(push("null", "move", "{'x':3,'y':4}"), push("'2'", event, payload))
                .expect(reply(status, response))
                .send(push("'2'", "where", "{}"))
                .expect(reply("ok", "{'x':3,'y':4}"));
        assertEquals(0, log.messages().size(), log.messages().toString());
    }

    @Test
    void handlerMayDecideLater() throws Exception {
        var client = hub.connect()
                .join("board:1", "1")
                .send(push("'2'", "later", "{'x':1,'y':2}"), push("'2'", "any", "{'second':true}"))
                .expectNothing();
        LATER.get().complete(HandleResult.error("full"));
        client.expect(reply("error", "{'reason':'full'}"), reply("ok", "{'second':true}"));
    }

    @Test
    void handlerTakesBinary() throws Exception {
        var client = hub.connect().join("board:1", "1");
        byte[] header = {0, 1, 1, 7, 5};
        byte[] rest = "12board:1bytes\1\2\3".getBytes(StandardCharsets.ISO_8859_1);
        client.sendBinary(Buffer.buffer(header).appendBytes(rest).getBytes()).expect(reply("ok", "{'length':3}"));
    }

    @Test
    void clientThatAwaitsNoReplyGetsNoneAndTheLogHasALine() {
        var client = hub.connect().join("board:1", "1");
        for (int i = 0; i < 100; i++) {
            client.send(push("null", "move", "{'x':1,'y':null}"));
        }
        client.expectNothing();
        assertEquals(1, log.messages().size(), log.messages().toString());
        assertEquals(
                "event move on board:1: payload at y: missing, or something else (expected: integer)",
                log.messages().getFirst());
    }

    @Test
    void handlersOwnExceptionsAreNotTheClientsFault() {
        hub.connect().join("board:1", "1").send(push("'2'", "crash", "{}")).expectError("board:1", "1");
    }

    @Test
    void unknownEventEndsTheChannelAsBefore() {
        hub.connect().join("board:1", "1").send(push("'2'", "fly", "{}")).expectError("board:1", "1");
    }

    @Test
    void declarationsAreChecked() {
        var events = EventHandlers.of(Piece.class).on("a", (piece, socket) -> HandleResult.ok());
        refused("event: a (expected: each event once)", () -> events.on("a", (piece, socket) -> HandleResult.ok()));
        refused(
                "event: phx_leave (expected: a name that does not begin with phx_ or chan_reply_, which are the protocol's)",
                () -> events.on("phx_leave", (piece, socket) -> HandleResult.ok()));
    }

    private static void refused(String message, Runnable declaration) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, declaration::run).getMessage());
    }
}
