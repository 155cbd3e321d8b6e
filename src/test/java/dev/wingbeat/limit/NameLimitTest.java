package dev.wingbeat.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NameLimitTest {

    private final NameLimit limit = new NameLimit(NameLimit.DEFAULT);

    private static Message message(String joinRef, String ref, String topic, String event) {
        return new Message(Ref.of(joinRef), Ref.of(ref), topic, event, Payload.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "é", "€", "😀", "\"", "\u0001"})
    void bytesOfUtf8Count(String letter) {
        int bytes = letter.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        String fits = letter.repeat(255 / bytes);
        String more = letter.repeat(255 / bytes + 1);
        assertNull(limit.tooLong(message(fits, fits, fits, fits)));
        assertEquals("ref", limit.tooLong(message(more, more, more, more)));
        assertEquals("join_ref", limit.tooLong(message(more, "1", more, more)));
        assertEquals("topic", limit.tooLong(message("1", "1", more, more)));
        assertEquals("event", limit.tooLong(message("1", "1", "t", more)));
    }

    @Test
    void refsThatAreNoStringsCountAsWell() {
        var long64 = new Ref("1".repeat(256));
        assertEquals("ref", limit.tooLong(new Message(null, long64, "t", "e", Payload.EMPTY)));
        assertNull(limit.tooLong(new Message(null, null, "t", "e", Payload.EMPTY)));
    }

    @Test
    void valuesOutOfRangeAreNamed() {
        var failure = assertThrows(IllegalArgumentException.class, () -> new NameLimit(5000));
        assertEquals("maxNameSize: 5000 (expected: 64 to 4096)", failure.getMessage());
    }
}
