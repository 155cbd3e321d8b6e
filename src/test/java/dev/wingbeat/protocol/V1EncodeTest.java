package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class V1EncodeTest {

    @Test
    void pushHasANullRefAndNoJoinRef() {
        assertText(
                "{\"topic\":\"room:a\",\"event\":\"pushed\",\"payload\":{\"i\":1},\"ref\":null}",
                new Message(Ref.of("1"), null, "room:a", "pushed", Payload.of("i", 1)));
    }

    @Test
    void closeCarriesTheJoinRefAsRef() {
        assertText(
                "{\"topic\":\"room:a\",\"event\":\"phx_close\",\"payload\":{},\"ref\":\"8\"}",
                new Message(Ref.of("8"), Ref.of("8"), "room:a", Events.PHX_CLOSE, Payload.EMPTY));
    }

    @Test
    void replyWrapsStatusAndResponse() {
        assertText(
                "{\"topic\":\"room:a\",\"event\":\"phx_reply\","
                        + "\"payload\":{\"status\":\"error\",\"response\":{\"reason\":\"no\"}},\"ref\":2}",
                new Reply(Ref.of("1"), new Ref("2"), "room:a", "error", Payload.of("reason", "no")));
    }

    @Test
    void broadcastHasANullRef() {
        assertText(
                "{\"topic\":\"room:\\\"é\",\"event\":\"shout\",\"payload\":[1],\"ref\":null}",
                new Broadcast("room:\"é", "shout", Payload.rawJson("[1]".getBytes(UTF_8))));
    }

    @Test
    void unroutableBecomesItsAnswer() {
        assertText(
                "{\"topic\":12,\"event\":\"phx_reply\","
                        + "\"payload\":{\"status\":\"error\",\"response\":{\"reason\":\"unmatched topic\"}},\"ref\":null}",
                new Unroutable(null, new Ref("12")));
    }

    @Test
    void binaryPayloadIsRefused() {
        Payload bytes = Payload.binary(new byte[3]);
        for (Outbound message :
                new Outbound[] {new Message(null, null, "t", "e", bytes), new Broadcast("t", "e", bytes)}) {
            var refused = assertThrows(UnencodableException.class, () -> Serializer.V1.encode(message));
            assertEquals(
                    "payload: binary, 3 bytes (expected: JSON, protocol 1.0.0 has no other)", refused.getMessage());
        }
        var refused = assertThrows(
                UnencodableException.class, () -> Serializer.V1.encode(new Reply(null, null, "t", "ok", bytes)));
        assertEquals("response: binary, 3 bytes (expected: JSON, protocol 1.0.0 has no other)", refused.getMessage());
    }

    private static void assertText(String expected, Outbound message) {
        assertEquals(expected, ServerFrame.text(Serializer.V1.encode(message)));
    }
}
