package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Utf8Test {

    /** Every boundary of the table in RFC 3629 section 4, and one value inside each range. */
    private static final int[] CONTINUATIONS = {
        0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xE1, 0xFF
    };

    private final CharsetDecoder decoder = UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer characters = CharBuffer.allocate(8);

    @Test
    void agreesWithTheDecoderOnEverySequence() {
        for (int first = 0; first < 0x100; first++) {
            assertAgrees(first);
            for (int second = 0; second < 0x100; second++) {
                assertAgrees(first, second);
                for (int third : CONTINUATIONS) {
                    assertAgrees(first, second, third);
                    for (int fourth : CONTINUATIONS) {
                        assertAgrees(first, second, third, fourth);
                    }
                }
            }
        }
    }

    @Test
    void agreesWithTheDecoderOnEveryCodePoint() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(c).getBytes(UTF_8);
                assertTrue(
                        Utf8.isValid(bytes, 0, bytes.length),
                        () -> HexFormat.of().formatHex(bytes));
            }
        }
    }

    @Test
    void oneBadByteIsFoundAtEveryPlaceInEveryLength() {
        for (int length = 1; length < 40; length++) {
            for (int place = 0; place < length; place++) {
                byte[] bytes = "a".repeat(length).getBytes(UTF_8);
                assertEquals(-1, Utf8.firstInvalid(bytes, 0, length));
                bytes[place] = (byte) 0xFF;
                assertEquals(place, Utf8.firstInvalid(bytes, 0, length));
                assertEquals(-1, Utf8.firstInvalid(bytes, 0, place));
                assertEquals(-1, Utf8.firstInvalid(bytes, place + 1, length));
            }
        }
    }

    @Test
    void sequencesMayNotBeCutByTheRange() {
        byte[] bytes = "0123456789😀".getBytes(UTF_8);
        assertTrue(Utf8.isValid(bytes, 0, 14));
        for (int to = 11; to < 14; to++) {
            assertFalse(Utf8.isValid(bytes, 0, to));
        }
        for (int from = 11; from < 14; from++) {
            assertFalse(Utf8.isValid(bytes, from, 14));
        }
    }

    private void assertAgrees(int... sequence) {
        byte[] bytes = new byte[sequence.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) sequence[i];
        }
        boolean valid = !decoder.reset()
                .decode(ByteBuffer.wrap(bytes), characters.clear(), true)
                .isError();
        if (valid != Utf8.isValid(bytes, 0, bytes.length)) {
            fail(HexFormat.of().formatHex(bytes) + ": " + !valid + " (expected: " + valid + ")");
        }
    }
}
