package dev.wingbeat.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wingbeat.conformance.Proves;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostedMessagesTest {

    private static final String NDJSON = "application/x-ndjson";

    @Test
    void linesAreMessagesInOrder() {
        assertEquals(List.of("text [1]", "text [2]", "text [3]"), parse(NDJSON, "[1]\n[2]\r\n[3]"));
    }

    @Test
    @Proves("LP-20")
    void emptyLinesAreSkipped() {
        assertEquals(List.of("text [1]", "text [2]"), parse(NDJSON, "\n\r\n[1]\n\n\r\n[2]\n"));
        assertEquals(List.of(), parse(NDJSON, ""));
    }

    @Test
    void linesThatAreNoArraysAreBase64() {
        assertEquals(List.of("text [1]", "binary abc", "binary ???"), parse(NDJSON, "[1]\nYWJj\nPz8/\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1]\n{\"topic\":1}", "[1]\n [2]", "Pz8_", "a", "YWJj YWJj"})
    void otherLinesSpoilTheBody(String body) {
        assertNull(PostedMessages.parse(NDJSON, Buffer.buffer(body)));
    }

    @Test
    void onlyTheFirstHundredLinesAreLookedAt() {
        String lines = IntStream.range(0, 100).mapToObj(i -> "[" + i + "]\n\n").collect(Collectors.joining());
        List<String> parsed = parse(NDJSON, lines + "{not base64}\n[101]");
        assertEquals(100, parsed.size());
        assertEquals("text [99]", parsed.getLast());
    }

    @Test
    void base64IsBounded() {
        assertNotNull(PostedMessages.parse(NDJSON, Buffer.buffer("A".repeat(10_000_000))));
        assertNull(PostedMessages.parse(NDJSON, Buffer.buffer("A".repeat(10_000_004))));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "application/json",
                "application/x-ndjson; charset=utf-8",
                "APPLICATION/X-NDJSON",
                "text/plain",
                ""
            })
    void bodyOfAnotherTypeIsOneTextMessage(String contentType) {
        assertEquals(List.of("text [1]\n[2]\n"), parse(contentType, "[1]\n[2]\n"));
        assertEquals(List.of("text "), parse(contentType, ""));
    }

    private static List<String> parse(String contentType, String body) {
        return PostedMessages.parse(contentType, Buffer.buffer(body)).stream()
                .map(message ->
                        (message.binary() ? "binary " : "text ") + new String(message.bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}
