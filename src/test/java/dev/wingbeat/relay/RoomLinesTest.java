package dev.wingbeat.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.json.JsonScanner;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one item, of one client, may do to the others that have come with it. */
class RoomLinesTest {

    private static final RoomKey ROOM = new RoomKey("match", "m1");

    private final Vertx vertx = Vertx.vertx();
    private final List<RoomItem> received = new ArrayList<>();
    private final List<String> lost = new ArrayList<>();

    private final RoomLines lines = new RoomLines(new NodePubSub(vertx, "node-1").lanes(), new RoomLines.Receiver() {
        @Override
        public void received(String origin, RoomItem item) {
            if (item instanceof RoomItem.Over) {
                throw new IllegalStateException("as it was told");
            }
            received.add(item);
        }

        @Override
        public void lost(String origin, int lane) {
            lost.add(origin);
        }
    });

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private static RoomItem input(long number) {
        return new RoomItem.In(ROOM, 7, new RoomInput.Left(new RoomInput.Link("node-2", number)));
    }

    private void hear(long number, RoomItem... items) {
        Buffer message = Buffer.buffer().appendByte((byte) 1).appendLong(1).appendLong(number);
        var writer = new RoomItemWriter(message);
        for (RoomItem item : items) {
            writer.write(item);
        }
        lines.gossip(0, "node-2", message);
    }

    private static Payload nested(int levels) {
        String json = "{\"a\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}";
        return Payload.rawJson(json.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void whatCannotBeReadLeavesNothingElseOut() {
        hear(1, input(1), new RoomItem.Ask(9, nested(JsonScanner.MAX_DEPTH)), input(2));
        hear(2, input(3));
        assertEquals(List.of(input(1), input(2), input(3)), received);
        assertEquals(List.of(), lost);
    }

    @Test
    void whatCannotBeHandledKeepsNothingElse() {
        hear(1, input(1), new RoomItem.Over(ROOM, 7), input(2));
        assertEquals(List.of(input(1), input(2)), received);
    }

    @Test
    void aMessageThatIsCutOffIsLost() {
        hear(1, input(1));
        Buffer cut =
                Buffer.buffer().appendByte((byte) 1).appendLong(1).appendLong(2).appendByte(RoomItemWriter.IN);
        assertThrows(IllegalArgumentException.class, () -> lines.gossip(0, "node-2", cut));
        hear(3, input(2));
        assertEquals(List.of("node-2"), lost);
    }

    /** A wish of a client is nested once more in a question: what nobody could read is not sent. */
    @Test
    void questionsThatCannotBeReadAreNotSent() {
        var asks = new Asks(vertx, lines, (origin, question) -> Future.succeededFuture(new JsonObject()));
        var deep = new JsonObject();
        for (int i = 1; i < JsonScanner.MAX_DEPTH; i++) {
            deep = new JsonObject().put("a", i % 2 == 0 ? deep : new JsonArray().add(deep));
        }
        var question = new JsonObject().put("making", deep);
        Future<JsonObject> answer = asks.ask("node-2", "match:m1", question, 600_000);
        assertTrue(answer.failed(), "at once");
        assertThrows(IllegalArgumentException.class, () -> Payload.of(question));
    }
}
