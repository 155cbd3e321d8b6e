package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class V1DecodeTest {

    private static final Message HEARTBEAT = new Message(null, Ref.of("1"), "phoenix", "heartbeat", Payload.EMPTY);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\"}",
                "{\"ref\":\"1\",\"payload\":{},\"event\":\"heartbeat\",\"topic\":\"phoenix\"}",
                "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\",\"join_ref\":null}",
                "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\",\"x\":[{\"topic\":1}],\"\":0}",
                "{\"\\u0074opic\":\"phoenix\",\"event\":\"heartbeat\",\"payl\\u006fad\":{},\"r\\u0065f\":\"1\"}",
                "{\"topic\":4,\"ref\":2,\"payload\":[],\"event\":\"x\",\"topic\":\"phoenix\",\"event\":\"heartbeat\","
                        + "\"payload\":{},\"ref\":\"1\",\"join_ref\":5,\"join_ref\":null}",
                " { \"topic\" :\t\"phoenix\",\r\n\"event\" : \"heartbeat\" , \"payload\" : { } , \"ref\":\"1\" } ",
                "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\",\"\\ud83d\\ude00\":\"\\ud83d\\ude00\"}"
            })
    void orderEscapesBlanksRepeatedAndFurtherKeysDoNotMatter(String text) {
        assertEquals(HEARTBEAT, decode(text));
    }

    @Test
    void opcodeDoesNotMatter() {
        byte[] bytes = "{\"topic\":\"phoenix\",\"event\":\"heartbeat\",\"payload\":{},\"ref\":\"1\"}".getBytes(UTF_8);
        assertEquals(HEARTBEAT, Serializer.V1.decode(bytes, true));
    }

    @Test
    void joinRefIsTakenAndTheEmptyOneIsNotNull() {
        assertEquals(
                new Message(Ref.of(""), new Ref("2"), "t", "e", Payload.of(null)),
                decode("{\"topic\":\"t\",\"event\":\"e\",\"payload\":null,\"ref\":2,\"join_ref\":\"\"}"));
    }

    @Test
    void topicThatIsNoStringIsUnroutable() {
        assertEquals(
                new Unroutable(Ref.of("1"), new Ref("null")),
                decode("{\"topic\":null,\"event\":\"e\",\"payload\":{},\"ref\":\"1\"}"));
    }

    @Test
    void eventThatIsNoStringKeepsItsJsonText() {
        assertEquals(
                new Message(null, null, "t", "{\"a\":1}", Payload.EMPTY),
                decode("{\"topic\":\"t\",\"event\":{ \"a\":1 },\"payload\":{},\"ref\":null}"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
        ``                                             | byte 0: end of message (expected: '{')
        [null,"1","phoenix","heartbeat",{}]            | byte 0: 0x5b (expected: '{')
        {}                                             | object without "topic" (expected: keys topic, event, payload and ref)
        {"event":"e","payload":{},"ref":"1"}           | object without "topic" (expected: keys topic, event, payload and ref)
        {"topic":"t","payload":{},"ref":"1"}           | object without "event" (expected: keys topic, event, payload and ref)
        {"topic":"t","event":"e","ref":"1"}            | object without "payload" (expected: keys topic, event, payload and ref)
        {"topic":"t","event":"e","payload":{}}         | object without "ref" (expected: keys topic, event, payload and ref)
        {"topic":"t","event":"e","payload":{},"ref":1  | byte 45: end of message (expected: ',' or '}')
        {"topic":"t","event":"e","payload":{},"ref":1,}| byte 46: 0x7d (expected: a key)
        {"topic":"t","event":"e","payload":{},"ref":1}}| byte 46: 0x7d (expected: the end)
        {"topic" "t","event":"e","payload":{},"ref":1} | byte 9: 0x22 (expected: ':')
        {"x":01}                                       | byte 6: 0x31 (expected: ',' or '}')
        """)
    void anythingElseIsMalformed(String text, String problem) {
        var malformed = assertThrows(MalformedFrameException.class, () -> decode(text));
        assertEquals(problem, malformed.getMessage());
    }

    @Test
    void bytesThatAreNotUtf8AreToldApart() {
        byte[] bytes = "{\"topic\":\"?\",\"event\":\"e\",\"payload\":{},\"ref\":1}".getBytes(UTF_8);
        bytes[10] = (byte) 0xC0;
        assertTrue(assertThrows(MalformedFrameException.class, () -> Serializer.V1.decode(bytes, false))
                .utf8());
    }

    private static Inbound decode(String text) {
        return Serializer.V1.decode(text.getBytes(UTF_8), false);
    }
}
