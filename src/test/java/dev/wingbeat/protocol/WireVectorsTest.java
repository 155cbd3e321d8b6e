package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Decodes every client frame of the wire vectors and encodes every server frame. */
class WireVectorsTest {

    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final List<String> FILES = List.of("ws-v1", "ws-v2-text", "ws-v2-binary", "presence");

    /** One step of a case; {@code refused} when its connection is closed with 1011 in the end. */
    private record Step(String name, Serializer serializer, boolean refused, JsonNode json) {}

    /** One client frame: JSON, or hex when it is binary. */
    private record Sent(Step step, String frame, boolean binary) {

        Inbound decode() {
            return step.serializer().decode(bytes(), binary);
        }

        byte[] bytes() {
            return binary ? HexFormat.of().parseHex(frame) : frame.getBytes(UTF_8);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyClientFrameIsDecodedOrRefused() {
        return steps().flatMap(WireVectorsTest::sent)
                .map(sent -> dynamicTest(sent.step().name() + " " + sent.frame(), () -> {
                    if (sent.step().refused()) {
                        assertThrows(MalformedFrameException.class, sent::decode);
                    } else {
                        assertDecodes(sent, (Message) sent.decode());
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyServerTextFrameIsEncoded() {
        return steps().flatMap(step -> stream(step.json().path("expect"))
                .map(expected -> dynamicTest(step.name() + " " + expected, () -> {
                    JsonNode encoded =
                            JACKSON.readTree(ServerFrame.text(step.serializer().encode(outbound(expected))));
                    assertEquals(expected, encoded);
                })));
    }

    @TestFactory
    Stream<DynamicTest> everyServerBinaryFrameIsEncoded() {
        return steps().flatMap(step -> stream(step.json().path("expect_hex"))
                .map(expected -> dynamicTest(step.name() + " " + expected.asText(), () -> {
                    Outbound message = binaryOutbound(HexFormat.of().parseHex(expected.asText()));
                    assertEquals(
                            expected.asText(), ServerFrame.hex(step.serializer().encode(message)));
                })));
    }

    private static void assertDecodes(Sent sent, Message message) throws IOException {
        if (sent.step().serializer() == Serializer.V2 && sent.binary()) {
            byte[] bytes = sent.bytes();
            int sizes = bytes[1] + bytes[2] + bytes[3] + bytes[4];
            String strings = new String(bytes, 5, sizes, UTF_8);
            assertEquals(strings, text(message.joinRef()) + text(message.ref()) + message.topic() + message.event());
            assertEquals(bytes.length - 5 - sizes, message.payload().binary().length());
            return;
        }
        JsonNode json = JACKSON.readTree(sent.bytes());
        boolean array = json.isArray();
        assertEquals(ref(array ? json.get(0) : json.path("join_ref")), message.joinRef());
        assertEquals(ref(array ? json.get(1) : json.get("ref")), message.ref());
        assertEquals((array ? json.get(2) : json.get("topic")).asText(), message.topic());
        assertEquals((array ? json.get(3) : json.get("event")).asText(), message.event());
        JsonNode payload = array ? json.get(4) : json.get("payload");
        assertEquals(payload, JACKSON.readTree(message.payload().buffer().getBytes()));
        if (payload.isObject()) {
            assertEquals(payload, JACKSON.readTree(message.payload().json().encode()));
        }
    }

    private static Outbound outbound(JsonNode frame) {
        boolean array = frame.isArray();
        Ref joinRef = array ? ref(frame.get(0)) : null;
        Ref ref = ref(array ? frame.get(1) : frame.get("ref"));
        String topic = (array ? frame.get(2) : frame.get("topic")).asText();
        String event = (array ? frame.get(3) : frame.get("event")).asText();
        JsonNode payload = array ? frame.get(4) : frame.get("payload");
        if (event.equals(Events.PHX_REPLY)) {
            return new Reply(joinRef, ref, topic, payload.get("status").asText(), json(payload.get("response")));
        }
        boolean broadcast = joinRef == null && ref == null && !event.startsWith("phx_"); // of a join without a ref
        return broadcast
                ? new Broadcast(topic, event, json(payload))
                : new Message(joinRef, ref, topic, event, json(payload));
    }

    /** Reads a server's binary frame: its parts are as long as the sizes behind the kind say. */
    private static Outbound binaryOutbound(byte[] bytes) {
        int parts = bytes[0] == 2 ? 2 : bytes[0] == 1 ? 4 : 3;
        String[] part = new String[parts];
        int at = 1 + parts;
        for (int i = 0; i < parts; i++) {
            part[i] = new String(bytes, at, bytes[1 + i], UTF_8);
            at += bytes[1 + i];
        }
        Payload rest = Payload.binary(Arrays.copyOfRange(bytes, at, bytes.length));
        return switch (bytes[0]) {
            case 0 -> new Message(Ref.of(part[0]), null, part[1], part[2], rest);
            case 1 -> new Reply(Ref.of(part[0]), Ref.of(part[1]), part[2], part[3], rest);
            default -> new Broadcast(part[0], part[1], rest);
        };
    }

    private static Stream<Step> steps() {
        return FILES.stream().flatMap(file -> stream(read(file).get("cases"))).flatMap(test -> {
            boolean refused = stream(test.get("steps"))
                    .anyMatch(step -> step.path("expect_close").asInt() == 1011);
            return stream(test.get("steps"))
                    .map(step -> new Step(test.get("id").asText(), serializer(test, step), refused, step));
        });
    }

    private static Stream<Sent> sent(Step step) {
        return Stream.concat(
                stream(step.json().path("send"))
                        .map(frame -> new Sent(step, frame.isTextual() ? frame.asText() : frame.toString(), false)),
                stream(step.json().path("send_hex")).map(frame -> new Sent(step, frame.asText(), true)));
    }

    private static Serializer serializer(JsonNode test, JsonNode step) {
        String path = test.path("conns")
                .path(step.path("conn").asText("a"))
                .asText(test.get("path").asText());
        return path.endsWith("vsn=2.0.0") ? Serializer.V2 : Serializer.V1;
    }

    private static Ref ref(JsonNode token) {
        return token.isNull() || token.isMissingNode() ? null : new Ref(token.toString());
    }

    private static String text(Ref ref) {
        return ref == null ? "" : ref.text();
    }

    private static Payload json(JsonNode value) {
        return Payload.rawJson(value.toString().getBytes(UTF_8));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static JsonNode read(String file) {
        try (var in = WireVectorsTest.class.getResourceAsStream("/wire/" + file + ".json")) {
            return JACKSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
