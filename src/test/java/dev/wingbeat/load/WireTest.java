package dev.wingbeat.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.protocol.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the load generator writes and reads, against what the server's own serializers do. */
class WireTest {

    private static Incoming read(String vsn, String text) {
        var incoming = new Incoming();
        incoming.bytes = text.getBytes(UTF_8);
        var cursor = new JsonCursor();
        cursor.reset(incoming.bytes, 0, incoming.bytes.length);
        Wire.of(vsn).read(cursor, incoming);
        return incoming;
    }

    private static String pushed(String vsn, Stamp stamp) {
        var bytes = new byte[1000];
        var push = Wire.of(vsn).push(1, "room:\"1\"", "shout");
        int at = push.writeHead(bytes, 0, 10_000_001);
        int payload = at;
        at = stamp.write(bytes, at);
        int length = at - payload;
        at = push.writeEnd(bytes, at);
        assertEquals(push.length(10_000_001, length), at);
        return new String(bytes, 0, at, UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "2.0.0"})
    void theServerReadsWhatIsPushed(String vsn) {
        var stamp = new Stamp(200);
        stamp.sender = 7;
        stamp.number = 12_345;
        stamp.time = 9_876_543_210L;
        var serializer = Serializer.forVsn(vsn);
        var message = (Message) serializer.decode(pushed(vsn, stamp).getBytes(UTF_8), false);
        assertEquals("room:\"1\"", message.topic());
        assertEquals("shout", message.event());
        assertEquals(new Ref("\"10000001\""), message.ref());
        assertEquals(new Ref("\"1\""), message.joinRef());
        assertEquals(12_345, message.payload().json().getInteger("s"));
        assertEquals(9_876_543_210L, message.payload().json().getLong("t"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2.0.0 | ["1","23","room:1","phx_reply",{"status":"ok","response":{"a":[1,"]"]}}]
                    2.0.0 | [ "1" , 23 , "room:1" , "phx_reply" , {"status":"ok","response":{"a":[1,"]"]}} ]
                    1.0.0 | {"topic":"room:1","ref":"23","payload":{"status":"ok","response":{"a":[1,"]"]}},"event":"phx_reply"}
                    1.0.0 | {"more":{"topic":"x"},"event":"phx_reply","payload":{"status":"ok","response":{"a":[1,"]"]}},"ref":23,"topic":"room:1"}
                    """)
    void partsAreFoundWhereverTheyStand(String vsn, String text) {
        var incoming = read(vsn, text);
        assertEquals(23, incoming.ref);
        assertTrue(incoming.topic("room:1".getBytes(UTF_8)));
        assertTrue(incoming.event("phx_reply".getBytes(UTF_8)));
        assertEquals(
                "{\"status\":\"ok\",\"response\":{\"a\":[1,\"]\"]}}",
                incoming.text(incoming.payloadFrom, incoming.payloadTo));
    }

    @Test
    void aBroadcastHasNoRef() {
        assertEquals(Incoming.NO_REF, read("2.0.0", "[null,null,\"t\",\"e\\\"\",{}]").ref);
        assertEquals(
                Incoming.NO_REF, read("1.0.0", "{\"topic\":\"t\",\"event\":\"e\",\"payload\":{},\"ref\":null}").ref);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    2.0.0 | [null,null,"t","e"]
                    2.0.0 | [null,null,"t","e",{}
                    2.0.0 | [null,null,"t
                    2.0.0 | {}
                    1.0.0 | {"topic":"t","event":"e","payload":{}}
                    1.0.0 | []
                    """)
    void whatIsNoMessageIsUnreadable(String vsn, String text) {
        assertThrows(UnreadableMessageException.class, () -> read(vsn, text));
    }

    @Test
    void aStampIsReadInWhateverOrderItsKeysAre() {
        var stamp = new Stamp(Stamp.MIN_LENGTH + 3);
        var text = " {\"p\":\"xxx\", \"t\":3,\"k\":1 ,\"s\":2}".getBytes(UTF_8);
        assertTrue(stamp.read(text, 1, text.length));
        assertEquals(1, stamp.sender);
        assertEquals(2, stamp.number);
        assertEquals(3, stamp.time);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"p\":\"xxxx\",\"t\":3,\"k\":1,\"s\":2}",
                "{\"p\":\"xx\",\"t\":3,\"k\":1,\"s\":2}",
                "{\"p\":\"xyx\",\"t\":3,\"k\":1,\"s\":2}",
                "{\"p\":\"xxx\",\"t\":3,\"k\":1}",
                "{\"p\":\"xxx\",\"t\":3,\"k\":1,\"s\":\"two\"}",
                "{}",
                "null"
            })
    void aChangedStampIsNoticed(String text) {
        var bytes = text.getBytes(UTF_8);
        assertFalse(new Stamp(Stamp.MIN_LENGTH + 3).read(bytes, 0, bytes.length));
    }

    @Test
    void aPayloadIsAsLongAsWasAsked() {
        var stamp = new Stamp(100);
        stamp.sender = 3;
        stamp.number = 54_321;
        stamp.time = 12_345_678_901L;
        assertEquals(100, stamp.write(new byte[stamp.room()], 0));
    }
}
