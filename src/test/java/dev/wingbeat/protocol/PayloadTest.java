package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PayloadTest {

    record Move(int x, int y, List<String> tags) {
        Move {
            if (x > 8) {
                throw new IllegalArgumentException("x: " + x + " (expected: <= 8)");
            }
        }
    }

    @Nested
    class Of {

        @Test
        void valuesOfTheApplicationBecomeCompactJson() {
            assertEquals("{\"x\":1,\"y\":-2,\"tags\":[\"a\"]}", text(Payload.of(new Move(1, -2, List.of("a")))));
            assertEquals("\"a/\u2028é😀\\\"\\n\"", text(Payload.of("a/\u2028é😀\"\n")));
            assertEquals(
                    "[1,2.5,true,null]",
                    text(Payload.of(new JsonArray().add(1).add(2.5).add(true).addNull())));
            assertEquals("null", text(Payload.of(null)));
            assertEquals("12345678901234567890123", text(Payload.of(new BigInteger("12345678901234567890123"))));
            assertEquals("{}", text(Payload.EMPTY));
        }

        @Test
        void oneAndTwoEntriesKeepTheirOrder() {
            assertEquals("{\"reason\":null}", text(Payload.of("reason", null)));
            assertEquals("{\"z\":1,\"a\":\"b\"}", text(Payload.of("z", 1, "a", "b")));
        }

        @Test
        void vertxValuesAreWrittenAsVertxWritesThem() {
            var value = new JsonObject()
                    .put("at", Instant.EPOCH)
                    .put("bytes", new byte[] {(byte) 0xFB, (byte) 0xFF})
                    .put("nested", new JsonObject().put("list", new JsonArray().add(new JsonObject())));
            assertEquals(value.encode(), text(Payload.of(value)));
        }

        @Test
        void bytesAndBuffersAreBinaryAndCopied() {
            byte[] bytes = {1, 2};
            Buffer buffer = Buffer.buffer(new byte[] {1, 2});
            List<Payload> payloads = List.of(Payload.of(bytes), Payload.of(buffer));
            bytes[0] = 9;
            buffer.setByte(0, (byte) 9);
            assertEquals(List.of(Payload.binary(new byte[] {1, 2}), Payload.binary(new byte[] {1, 2})), payloads);
        }

        @Test
        void payloadIsItself() {
            assertSame(Payload.EMPTY, Payload.of(Payload.EMPTY));
        }

        @Test
        void valueWithoutJsonIsRefusedByClass() {
            var refused = assertThrows(IllegalArgumentException.class, () -> Payload.of(new Object()));
            assertTrue(refused.getMessage().startsWith("payload: java.lang.Object: "), refused.getMessage());
            List<Object> endless = new ArrayList<>();
            endless.add(endless);
            assertThrows(IllegalArgumentException.class, () -> Payload.of(endless));
        }

        @Test
        void whateverJacksonWritesTheScannerTakes() {
            Map<String, Object> odd = new LinkedHashMap<>();
            odd.put("\ud800", "\udc00 \u0000 \uffff");
            odd.put("numbers", List.of(Double.NaN, Double.MIN_VALUE, -0.0, Float.POSITIVE_INFINITY, Long.MIN_VALUE));
            byte[] bytes = Payload.of(odd).buffer().getBytes();
            assertEquals(Payload.rawJson(bytes), FrameReader.read(bytes, FrameReader::payload));
        }
    }

    @Nested
    class Json {

        @Test
        void readsAsARecordIgnoringUnknownKeys() {
            assertEquals(
                    new Move(3, 4, List.of("a")),
                    json("{\"y\":4,\"x\":3,\"z\":{\"deep\":[]},\"tags\":[\"a\"]}")
                            .as(Move.class));
        }

        @Test
        void mismatchNamesTypeAndPlaceButNotTheValue() {
            var mismatch = assertThrows(
                    PayloadException.class,
                    () -> json("{\"x\":1,\"y\":2,\"tags\":[\"a\",{\"secret\":1}]}")
                            .as(Move.class));
            assertEquals("payload at tags[1]: missing, or something else (expected: string)", mismatch.getMessage());
            var number = assertThrows(
                    PayloadException.class, () -> json("{\"x\":99999999999999}").as(Move.class));
            assertEquals(
                    "payload at x: missing, or something else (expected: integer from -2147483648 to 2147483647)",
                    number.getMessage());
        }

        @Test
        void keyThatComesAgainIsTheClientsFault() {
            var mismatch = assertThrows(
                    PayloadException.class,
                    () -> json("{\"x\":1,\"y\":2,\"tags\":[],\"x\":3,\"y\":4}").as(Move.class));
            assertEquals("each key once", mismatch.expected());
        }

        @Test
        void whatTheApplicationsClassThrowsIsKept() {
            var mismatch = assertThrows(
                    PayloadException.class,
                    () -> json("{\"x\":9,\"y\":1,\"tags\":[]}").as(Move.class));
            assertEquals("x: 9 (expected: <= 8)", mismatch.expected());
            assertEquals(IllegalArgumentException.class, mismatch.getCause().getClass());
        }

        @Test
        void nullIsNoRecord() {
            assertThrows(PayloadException.class, () -> json("null").as(Move.class));
        }

        @Test
        void isParsedOnceAndShared() {
            Payload payload = json("{\"a\":1}");
            assertSame(payload.json(), payload.json());
            assertSame(payload.json(), payload.value());
        }

        @Test
        void sharedObjectIsReadOnlyThroughAndThrough() {
            JsonObject shared = json("{\"a\":{\"b\":[{\"c\":null}]}}").json();
            assertThrows(UnsupportedOperationException.class, () -> shared.put("x", 1));
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> shared.getJsonObject("a").put("x", 1));
            var array = shared.getJsonObject("a").getJsonArray("b");
            assertThrows(UnsupportedOperationException.class, () -> array.add(1));
            assertThrows(
                    UnsupportedOperationException.class,
                    () -> array.getJsonObject(0).remove("c"));
        }

        @Test
        void copyOfTheSharedObjectMayBeChanged() {
            Payload payload = json("{\"a\":{\"b\":[{\"c\":null}]}}");
            JsonObject copy = payload.json().copy();
            copy.getJsonObject("a").getJsonArray("b").add(1);
            assertEquals("{\"a\":{\"b\":[{\"c\":null},1]}}", copy.encode());
            assertEquals("{\"a\":{\"b\":[{\"c\":null}]}}", payload.json().encode());
        }

        @Test
        void valueIsOfTheTypeThatWasSent() {
            assertEquals(
                    new JsonArray().add(1).add("a").addNull(),
                    json("[1,\"a\",null]").value());
            assertEquals("a", json("\"a\"").value());
            assertEquals(1, json("1").value());
            assertEquals(1.5, json("1.5").value());
            assertEquals(true, json("true").value());
            assertNull(json("null").value());
        }

        @Test
        void whatIsNoObjectIsNotReadAsOne() {
            assertTrue(Payload.EMPTY.isObject());
            assertFalse(json("[{}]").isObject());
            var mismatch =
                    assertThrows(PayloadException.class, () -> json("[{}]").json());
            assertEquals("payload: a JSON value, 4 bytes (expected: object)", mismatch.getMessage());
        }

        @Test
        void isNotBinary() {
            assertFalse(Payload.EMPTY.isBinary());
            assertThrows(PayloadException.class, Payload.EMPTY::binary);
        }
    }

    @Nested
    class Binary {

        private final Payload payload = ((Message)
                        Serializer.V2.decode(new byte[] {0, 0, 0, 1, 1, 't', 'e', 1, 2, (byte) 0xFF}, true))
                .payload();

        @Test
        void givesItsBytes() {
            assertTrue(payload.isBinary());
            assertFalse(payload.isObject());
            assertEquals(3, payload.length());
            assertArrayEquals(new byte[] {1, 2, (byte) 0xFF}, payload.binary().getBytes());
            byte[] target = new byte[5];
            payload.copyTo(target, 1);
            assertArrayEquals(new byte[] {0, 1, 2, (byte) 0xFF, 0}, target);
        }

        @Test
        void givesACopyThatMayBeChanged() {
            payload.buffer().setByte(0, (byte) 7);
            assertEquals(1, payload.buffer().getByte(0));
        }

        @Test
        void isNoJson() {
            assertThrows(PayloadException.class, payload::json);
            assertThrows(PayloadException.class, payload::value);
            var mismatch = assertThrows(PayloadException.class, () -> payload.as(Move.class));
            assertEquals("payload: binary, 3 bytes (expected: object)", mismatch.getMessage());
        }
    }

    @Test
    void equalityIsThatOfKindAndBytesWhereverTheyLie() {
        Payload slice =
                ((Message) Serializer.V2.decode("[null,null,\"t\",\"e\",\"a\"]".getBytes(UTF_8), false)).payload();
        assertEquals(Payload.of("a"), slice);
        assertEquals(Payload.of("a").hashCode(), slice.hashCode());
        assertNotEquals(Payload.of("b"), slice);
        assertNotEquals(Payload.binary("\"a\"".getBytes(UTF_8)), slice);
        assertNotEquals(slice, Payload.binary("\"a\"".getBytes(UTF_8)));
    }

    @Test
    void textForLogsShowsNoContent() {
        var message = new Message(null, null, "t", "login", Payload.of("password", "hunter2"));
        assertFalse(message.toString().contains("hunter2"), message.toString());
    }

    private static Payload json(String text) {
        return Payload.rawJson(text.getBytes(UTF_8));
    }

    private static String text(Payload payload) {
        return payload.buffer().toString();
    }
}
