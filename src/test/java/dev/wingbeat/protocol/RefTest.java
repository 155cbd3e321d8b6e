package dev.wingbeat.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefTest {

    @Test
    void equalityIsStrictInTypeAndValue() {
        assertEquals(Ref.of("11"), new Ref("\"11\""));
        assertNotEquals(Ref.of("11"), new Ref("11"));
        assertNotEquals(new Ref("1"), new Ref("1.0"));
        assertNotEquals(Ref.of(""), Ref.of("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "7", "00", "07", "10", "999", "1000", "0999", "9a", "-1", "1.5", "a", "12345"})
    void tokensOfNumbersKeepTheirText(String text) {
        byte[] frame = ("[\"" + text + "\",").getBytes(StandardCharsets.UTF_8);
        assertEquals(Ref.of(text), Ref.ofToken(frame, 1, frame.length - 1));
    }

    @Test
    void smallNumbersAreOneObject() {
        byte[] token = "\"12\"".getBytes(StandardCharsets.UTF_8);
        assertSame(Ref.ofToken(token, 0, 4), Ref.ofToken(token, 0, 4));
    }

    @Test
    void escapesDoNotMakeADifference() {
        assertEquals(Ref.of("a/\n\u001fé\"\\"), new Ref("\"\\u0061\\/\\u000a\\u001F\\u00E9\\u0022\\u005c\""));
    }

    @Test
    void onlyWhatMustBeEscapedIsEscaped() {
        assertEquals(
                "\"a/\\n\\u001f\u007fé😀\\\"\\\\\"",
                Ref.of("a/\n\u001f\u007fé😀\"\\").json());
    }

    @Test
    void textIsTheContentOfAStringAndTheTokenOfAnythingElse() {
        assertEquals("a\"\\\n", Ref.of("a\"\\\n").text());
        assertEquals("", Ref.of("").text());
        assertEquals("-1.5e3", new Ref("-1.5e3").text());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "room:1", " 1", "]", ",", "\"", "\"a"})
    void whatIsNoJsonTokenIsRefused(String json) {
        var refused = assertThrows(IllegalArgumentException.class, () -> new Ref(json));
        assertEquals("json: " + json + " (expected: one JSON token)", refused.getMessage());
    }
}
