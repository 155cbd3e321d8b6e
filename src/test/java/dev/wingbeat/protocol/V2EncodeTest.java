package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class V2EncodeTest {

    private static final Payload BYTES = Payload.binary(new byte[] {1, 2, (byte) 0xFF});

    @Nested
    class Text {

        @Test
        void pushCarriesTheJoinRefAndNoRef() {
            assertText(
                    "[\"1\",null,\"room:a\",\"pushed\",{\"i\":1}]",
                    new Message(Ref.of("1"), null, "room:a", "pushed", Payload.of("i", 1)));
        }

        @Test
        void closeCarriesTheJoinRefTwice() {
            assertText(
                    "[7,7,\"room:a\",\"phx_close\",{}]",
                    new Message(new Ref("7"), new Ref("7"), "room:a", Events.PHX_CLOSE, Payload.EMPTY));
        }

        @Test
        void replyWrapsStatusAndResponse() {
            assertText(
                    "[\"1\",\"2\",\"room:a\",\"phx_reply\",{\"status\":\"ok\",\"response\":{}}]",
                    new Reply(Ref.of("1"), Ref.of("2"), "room:a", "ok", Payload.EMPTY));
        }

        @Test
        void replyKeepsNullsTypesAndAnyResponse() {
            assertText(
                    "[null,77,\"room:a\",\"phx_reply\",{\"status\":\"weird\",\"response\":[1,null]}]",
                    new Reply(null, new Ref("77"), "room:a", "weird", Payload.rawJson("[1,null]".getBytes(UTF_8))));
        }

        @Test
        void broadcastHasNoRefs() {
            assertText(
                    "[null,null,\"room:a\",\"shout\",{\"body\":\"hi\"}]",
                    new Broadcast("room:a", "shout", Payload.of("body", "hi")));
        }

        @Test
        void unroutableBecomesItsAnswer() {
            assertText(
                    "[null,\"3\",{\"a\":1},\"phx_reply\","
                            + "{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}}]",
                    new Unroutable(Ref.of("3"), new Ref("{\"a\":1}")));
        }

        @Test
        void onlyWhatMustBeEscapedIsEscaped() {
            assertText(
                    "[null,null,\"q\\\" b\\\\ /\u007f\u2028é😀\",\"\\b\\t\\n\\f\\r\\u0000\\u001f\",{}]",
                    new Broadcast("q\" b\\ /\u007f\u2028é😀", "\b\t\n\f\r\u0000\u001f", Payload.EMPTY));
        }

        @Test
        void halfASurrogatePairBecomesTheReplacementCharacter() {
            assertText(
                    "[null,null,\"a\ufffdb\",\"\ufffd\ufffd😀\",{}]",
                    new Broadcast("a\ud800b", "\udc00\ud83d\ud83d\ude00", Payload.EMPTY));
        }
    }

    @Nested
    class Binary {

        @Test
        void pushHasNoRefSize() {
            assertHex(
                    "0001060737726f6f6d3a6262696e707573680102ff",
                    new Message(Ref.of("7"), null, "room:b", "binpush", BYTES));
        }

        @Test
        void replyHasTheStatusInPlaceOfTheEvent() {
            assertHex(
                    "01010106023738726f6f6d3a626f6b0102ff", new Reply(Ref.of("7"), Ref.of("8"), "room:b", "ok", BYTES));
        }

        @Test
        void absentRefsHaveSizeZero() {
            assertHex("01000006023a3a3a3a3a3a6f6b", new Reply(null, null, "::::::", "ok", Payload.binary(new byte[0])));
            assertHex("0000010174650102ff", new Message(null, null, "t", "e", BYTES));
        }

        @Test
        void stringRefsLoseTheirQuotesAndEscapesAndNumbersStayAsTheyAre() {
            assertHex("010103010222372e35746f6b0102ff", new Reply(Ref.of("\""), new Ref("7.5"), "t", "ok", BYTES));
        }

        @Test
        void broadcastHasTopicAndEventOnly() {
            assertHex("020704726f6f6d3a62716262696e0102ff", new Broadcast("room:bq", "bbin", BYTES));
        }

        @Test
        void sizesCountBytesOfUtf8() {
            assertHex("020302c3a974c3a90102ff", new Broadcast("ét", "é", BYTES));
        }

        @Test
        void aPartOf255BytesIsTheLargest() {
            String largest = "t".repeat(253) + "é";
            assertEquals(
                    2 * (3 + 255 + 1 + 3),
                    ServerFrame.hex(Serializer.V2.encode(new Broadcast(largest, "e", BYTES)))
                            .length());
        }

        @ParameterizedTest
        @ValueSource(strings = {"topic", "event", "status", "join_ref", "ref"})
        void aLongerPartIsRefusedByName(String part) {
            String tooLong = "t".repeat(254) + "é";
            Outbound message = switch (part) {
                case "topic" -> new Broadcast(tooLong, "e", BYTES);
                case "event" -> new Message(null, null, "t", tooLong, BYTES);
                case "status" -> new Reply(null, null, "t", tooLong, BYTES);
                case "join_ref" -> new Message(Ref.of(tooLong), null, "t", "e", BYTES);
                default -> new Reply(null, Ref.of(tooLong), "t", "ok", BYTES);
            };
            var refused = assertThrows(UnencodableException.class, () -> Serializer.V2.encode(message));
            assertEquals(part + ": 256 bytes beside a binary payload (expected: <= 255)", refused.getMessage());
        }

        @Test
        void textHasNoSuchLimit() {
            String topic = "t".repeat(300);
            assertText("[null,null,\"" + topic + "\",\"e\",{}]", new Broadcast(topic, "e", Payload.EMPTY));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 110, 111, 112, 113, 125, 126, 65_519, 65_520, 65_521, 65_522, 65_535, 65_536, 1_000_000})
    void headerUsesTheShortestLengthForm(int size) {
        String body = "x".repeat(size);
        assertText("[null,null,\"t\",\"e\",\"" + body + "\"]", new Broadcast("t", "e", Payload.of(body)));
        assertHex("020101" + "7465" + "00".repeat(size), new Broadcast("t", "e", Payload.binary(new byte[size])));
    }

    private static void assertText(String expected, Outbound message) {
        assertEquals(expected, ServerFrame.text(Serializer.V2.encode(message)));
    }

    private static void assertHex(String expected, Outbound message) {
        assertEquals(expected, ServerFrame.hex(Serializer.V2.encode(message)));
    }
}
