package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V2DecodeTest {

    @Nested
    class Text {

        @Test
        void fiveElementsAreAMessage() {
            assertEquals(
                    new Message(Ref.of("7"), new Ref("9"), "room:a", "echo", json("{\"k\":[1,2.5,null]}")),
                    decode("[\"7\",9,\"room:a\",\"echo\",{\"k\":[1,2.5,null]}]"));
        }

        @Test
        void nullRefsAreJavaNulls() {
            assertEquals(
                    new Message(null, null, "phoenix", "heartbeat", json("\"s\"")),
                    decode("[null,null,\"phoenix\",\"heartbeat\",\"s\"]"));
        }

        @Test
        void furtherElementsAreIgnoredButMustBeJson() {
            assertEquals(
                    new Message(null, Ref.of("1"), "phoenix", "heartbeat", Payload.EMPTY),
                    decode("[null,\"1\",\"phoenix\",\"heartbeat\",{},\"extra\",[{\"a\":1}]]"));
            assertMalformed("[null,\"1\",\"phoenix\",\"heartbeat\",{},extra]", "byte 35: 0x65 (expected: a value)");
        }

        @Test
        void whitespaceOutsideStringsIsNotKept() {
            var message = (Message)
                    decode("\n[ \"1\"\t,{ \"r\" : 1 }\r,\"a b\" , [ 1 ,\"x y\" ] , { \"k\" : [ 1 , \" \\\" \" ] } ] ");
            assertEquals(
                    new Message(
                            Ref.of("1"), new Ref("{\"r\":1}"), "a b", "[1,\"x y\"]", json("{\"k\":[1,\" \\\" \"]}")),
                    message);
        }

        @Test
        void payloadIsForwardedByteForByte() {
            String payload = "{\"a\":1,\"a\":1.0e+1,\"\\u0041\\/\":\"\\ud83d\\uDE00\",\"\u2028é😀\":-0}";
            var message = (Message) decode("[null,null,\"t\",\"e\"," + payload + "]");
            assertEquals(payload, message.payload().buffer().toString());
        }

        @Test
        void escapesInTopicEventAndRefsAreDecoded() {
            assertEquals(
                    new Message(Ref.of("a/"), Ref.of("\"\n"), "room:é😀", "\b\f\r\t\\", Payload.EMPTY),
                    decode("[\"\\u0061\\/\",\"\\\"\\u000A\",\"room:\\u00e9\\uD83D\\uDe00\",\"\\b\\f\\r\\t\\\\\",{}]"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"3", "null", "true", "[1]", "{\"a\":\"b\"}", "-1e9"})
        void topicThatIsNoStringIsUnroutable(String topic) {
            assertEquals(
                    new Unroutable(Ref.of("2"), new Ref(topic)), decode("[\"1\",\"2\"," + topic + ",\"phx_join\",{}]"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"3", "null", "true", "[1]", "{\"a\":\"b\"}", "-1e9"})
        void eventThatIsNoStringKeepsItsJsonText(String event) {
            assertEquals(
                    new Message(null, null, "t", event, Payload.EMPTY), decode("[null,null,\"t\"," + event + ",{}]"));
        }

        @Test
        void oneHundredLevelsOfNestingAreTheMost() {
            String deepest = "[".repeat(99) + "]".repeat(99);
            assertEquals(
                    new Message(null, null, "t", "e", json(deepest)),
                    decode("[null,null,\"t\",\"e\"," + deepest + "]"));
            assertMalformed(
                    "[null,null,\"t\",\"e\",[" + deepest + "]]",
                    "byte 118: 0x5b (expected: at most 100 levels of nesting)");
            assertMalformed(
                    "[null,null,\"t\",\"e\"," + "{\"\":".repeat(100_000),
                    "byte 415: 0x7b (expected: at most 100 levels of nesting)");
        }

        @ParameterizedTest
        @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
            ``                       | byte 0: end of message (expected: '[')
            `  `                     | byte 2: end of message (expected: '[')
            garbage                  | byte 0: 0x67 (expected: '[')
            {}                       | byte 0: 0x7b (expected: '[')
            []                       | byte 1: 0x5d (expected: a value)
            [1,2,"t","e"]            | byte 12: 0x5d (expected: ',')
            [1,2,"t","e",]           | byte 13: 0x5d (expected: a value)
            [1,2,"t","e",{}          | byte 15: end of message (expected: ',' or ']')
            [1,2,"t","e",{},]        | byte 16: 0x5d (expected: a value)
            [1,2,"t","e",{}]]        | byte 16: 0x5d (expected: the end)
            [1,2,"t","e",{}] []      | byte 17: 0x5b (expected: the end)
            [01,2,"t","e",{}]        | byte 2: 0x31 (expected: ',')
            [1.,2,"t","e",{}]        | byte 3: 0x2c (expected: a digit)
            [.1,2,"t","e",{}]        | byte 1: 0x2e (expected: a value)
            [+1,2,"t","e",{}]        | byte 1: 0x2b (expected: a value)
            [-,2,"t","e",{}]         | byte 2: 0x2c (expected: a digit)
            [1e,2,"t","e",{}]        | byte 3: 0x2c (expected: a digit)
            [1e+,2,"t","e",{}]       | byte 4: 0x2c (expected: a digit)
            [0x1,2,"t","e",{}]       | byte 2: 0x78 (expected: ',')
            [NaN,2,"t","e",{}]       | byte 1: 0x4e (expected: a value)
            [nul,2,"t","e",{}]       | byte 4: 0x2c (expected: 'l')
            [nulll,2,"t","e",{}]     | byte 5: 0x6c (expected: ',')
            [True,2,"t","e",{}]      | byte 1: 0x54 (expected: a value)
            [1,2,'t',"e",{}]         | byte 5: 0x27 (expected: a value)
            [1,2,"t","e",{a:1}]      | byte 14: 0x61 (expected: a key)
            [1,2,"t","e",{"a"}]      | byte 17: 0x7d (expected: ':')
            [1,2,"t","e",{"a":1,}]   | byte 20: 0x7d (expected: a key)
            [1,2,"t","e",{"a":1 2}]  | byte 20: 0x32 (expected: ',' or '}')
            [1,2,"t","e",[1 2]]      | byte 16: 0x32 (expected: ',' or ']')
            [1,2,"t","e",/**/{}]     | byte 13: 0x2f (expected: a value)
            [1,2,"t","\\x",{}]       | byte 11: 0x78 (expected: an escape)
            [1,2,"t","\\u12g4",{}]   | byte 14: 0x67 (expected: a hex digit)
            [1,2,"t","\\             | byte 11: end of message (expected: an escape)
            [1,2,"t","\\u1           | byte 13: end of message (expected: a hex digit)
            [1,2,"t","e              | byte 11: end of message (expected: '"')
            [1,2,"\\ud800","e",{}]   | byte 12: 0x22 (expected: an escaped low surrogate)
            [1,"\\uDC00","t","e",{}] | byte 10: 0x22 (expected: a high surrogate before a low one)
            [1,2,"t","e",["\\ud800\\ud800"]] | byte 27: 0x22 (expected: an escaped low surrogate)
            [1,2,"t","e",{"\\udbff\\n":1}]   | byte 22: 0x6e (expected: an escaped low surrogate)
            [1,2,"t","e",1e400]      | byte 13: a number beyond 1.8e308 (expected: one that a double can hold)
            [1,2,"t","e",-1E+309]    | byte 13: a number beyond 1.8e308 (expected: one that a double can hold)
            """)
        void anythingElseIsMalformedAndSaysWhere(String text, String problem) {
            assertMalformed(text, problem);
        }

        @ParameterizedTest
        @ValueSource(ints = {0x00, 0x01, 0x09, 0x0A, 0x0D, 0x1F})
        void controlCharactersInStringsAreMalformed(int control) {
            assertMalformed(
                    "[1,2,\"t" + (char) control + "\",\"e\",{}]",
                    "byte 7: 0x%02x (expected: no control character in a string)".formatted(control));
        }

        @ParameterizedTest
        @ValueSource(ints = {0x00, 0x0B, 0x0C, 0x1F, 0x7F, 0xA0, 0x2028, 0xFEFF})
        void onlyTheFourBlanksOfJsonSeparateTokens(int character) {
            String text = "[1,2,\"t\",\"e\",{}]".replace("2,", "2," + (char) character);
            assertFalse(malformed(text.getBytes(UTF_8)).utf8());
        }

        @Test
        void byteOrderMarkIsMalformed() {
            assertMalformed("\ufeff[1,2,\"t\",\"e\",{}]", "byte 0: 0xef (expected: '[')");
        }

        @ParameterizedTest
        @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE", "UTF-32", "UTF-32LE", "UTF-32BE"})
        void otherEncodingsThanUtf8AreMalformed(String charset) {
            malformed("[1,2,\"t\",\"e\",{}]".getBytes(Charset.forName(charset)));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "c080",
                    "e08080",
                    "eda080",
                    "edbfbf",
                    "f4908080",
                    "f0808080",
                    "ff",
                    "80",
                    "c3",
                    "e282",
                    "f09f98"
                })
        void bytesThatAreNotUtf8AreMalformedAndToldApart(String hex) {
            String text = "[1,2,\"t\",\"e\",\"0123456789" + "?\"]";
            byte[] bytes = HexFormat.of()
                    .parseHex(HexFormat.of().formatHex(text.getBytes(UTF_8)).replace("3f22", hex + "22"));
            var malformed = malformed(bytes);
            assertTrue(malformed.utf8());
            assertEquals("byte 24: not UTF-8 (expected: UTF-8 as in RFC 3629)", malformed.getMessage());
        }

        private static Inbound decode(String text) {
            return Serializer.V2.decode(text.getBytes(UTF_8), false);
        }

        private static void assertMalformed(String text, String problem) {
            assertEquals(problem, malformed(text.getBytes(UTF_8)).getMessage());
        }

        private static MalformedFrameException malformed(byte[] bytes) {
            return assertThrows(MalformedFrameException.class, () -> Serializer.V2.decode(bytes, false));
        }
    }

    @Nested
    class Binary {

        @Test
        void pushHasFourSizesAndTheRestIsPayload() {
            assertEquals(
                    new Message(Ref.of("7"), Ref.of("8"), "room:b", "echo", Payload.binary(new byte[] {'e', 'f', 'g'})),
                    decode("00010106043738726f6f6d3a626563686f656667"));
        }

        @Test
        void payloadMayBeEmptyAndParts255Bytes() {
            var message = (Message) decode("00ffffffff" + "61".repeat(4 * 255));
            assertEquals(255, message.topic().length());
            assertEquals(Payload.binary(new byte[0]), message.payload());
        }

        @Test
        void absentRefsAreEmptyStringsNotNulls() {
            assertEquals(
                    new Message(Ref.of(""), Ref.of(""), "phoenix", "heartbeat", Payload.binary(new byte[0])),
                    decode("000000070970686f656e6978686561727462656174"));
        }

        @Test
        void refsEqualThoseOfTextFrames() {
            var text = (Message) Serializer.V2.decode("[\"\\u0022\",\"é\",\"t\",\"e\",{}]".getBytes(UTF_8), false);
            var binary = (Message) decode("000102010122c3a97465");
            assertEquals(text.joinRef(), binary.joinRef());
            assertEquals(text.ref(), binary.ref());
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            ''                     | byte 0: end of message (expected: a kind and four sizes)
            00000000               | byte 4: end of message (expected: a kind and four sizes)
            0100000000             | byte 0: 0x01 (expected: kind 0, a push)
            0200000000             | byte 0: 0x02 (expected: kind 0, a push)
            ff00000000             | byte 0: 0xff (expected: kind 0, a push)
            000505050501           | byte 6: end of message (expected: 25 bytes as the sizes say)
            00ffffffff01           | byte 6: end of message (expected: 1025 bytes as the sizes say)
            00000001ff             | byte 5: end of message (expected: 261 bytes as the sizes say)
            """)
        void anythingElseIsMalformedAndSaysWhere(String hex, String problem) {
            assertEquals(problem, malformed(hex).getMessage());
            assertFalse(malformed(hex).utf8());
        }

        @ParameterizedTest
        @ValueSource(strings = {"0001000000ff", "0000010000ff", "0000000100ff", "0000000001ff", "0000000101c3a9"})
        void stringsMustBeUtf8EachOnItsOwn(String hex) {
            assertTrue(malformed(hex).utf8());
        }

        private static Inbound decode(String hex) {
            return Serializer.V2.decode(HexFormat.of().parseHex(hex), true);
        }

        private static MalformedFrameException malformed(String hex) {
            return assertThrows(MalformedFrameException.class, () -> decode(hex));
        }
    }

    private static Payload json(String text) {
        return Payload.rawJson(text.getBytes(UTF_8));
    }
}
