package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Serializer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongPollJsonTest {

    @Test
    void bodiesWithoutMessages() {
        assertEquals("{\"status\":408}", LongPollJson.status(408).toString());
        assertEquals(
                "{\"status\":410,\"token\":\"a.b\",\"messages\":[]}",
                LongPollJson.empty(410, "a.b").toString());
    }

    @Test
    void messagesAreEscapedIntoStrings() {
        var frame = Serializer.V2.encode(new Broadcast("t\u0001", "e", Payload.of("k", "\"\\\n/é\u2028")));
        String message = "[null,null,\\\"t\\\\u0001\\\",\\\"e\\\",{\\\"k\\\":\\\"\\\\\\\"\\\\\\\\\\\\n/é\u2028\\\"}]";
        assertEquals(
                "{\"status\":200,\"token\":\"T\",\"messages\":[\"" + message + "\"]}",
                LongPollJson.messages("T", List.of(frame)).toString());
    }

    @Test
    void controlBytesOfBinaryMessagesAreEscaped() {
        var frame = Serializer.V2.encode(new Broadcast("t", "e", Payload.binary(new byte[] {0, 1, 31, 32, 127})));
        assertEquals(
                "{\"status\":200,\"token\":\"T\",\"messages\":[\"\\u0002\\u0001\\u0001te\\u0000\\u0001\\u001f"
                        + " \u007f\"]}",
                LongPollJson.messages("T", List.of(frame)).toString());
    }

    @Test
    void anyTextsComeOutAsTheyWentIn() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var frames = new ArrayList<Frame>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                frames.add(Serializer.V2.encode(new Broadcast(text(random), "e", Payload.of("k", text(random)))));
            }
            JsonArray messages = new JsonObject(LongPollJson.messages("T", frames)).getJsonArray("messages");
            assertEquals(frames.stream().map(LongPollJsonTest::payload).toList(), messages.getList(), "seed " + seed);
        }
    }

    private static String payload(Frame frame) {
        return new String(frame.array(), frame.payloadOffset(), frame.payloadLength(), StandardCharsets.UTF_8);
    }

    private static String text(Random random) {
        return random.ints(random.nextInt(20), 0, 0x11_0000)
                .map(c -> random.nextInt(3) == 0 ? "\"\\\n\t\u0000/".charAt(c % 6) : c)
                .filter(c -> c < 0xD800 || c > 0xDFFF)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
