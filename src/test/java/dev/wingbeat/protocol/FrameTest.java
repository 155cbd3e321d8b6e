package dev.wingbeat.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames made of what is no message of a channel. */
class FrameTest {

    @Test
    void textIsUtf8() {
        var frame = Frame.text("é😀");
        assertFalse(frame.isBinary());
        assertEquals("8106c3a9f09f9880", hex(frame));
    }

    @Test
    void halfASurrogatePairBecomesTheReplacementCharacter() {
        assertEquals("8103efbfbd", hex(Frame.text("\ud83d")));
    }

    @Test
    void bytesAreCopied() {
        byte[] bytes = {1, 2, 3};
        var frame = Frame.binary(bytes);
        bytes[0] = 9;
        assertTrue(frame.isBinary());
        assertEquals("8203010203", hex(frame));
    }

    @Test
    void payloadStaysAsItIs() {
        assertEquals("81077b2261223a317d", hex(Frame.of(Payload.of(Map.of("a", 1)))));
        assertEquals("8202ff00", hex(Frame.of(Payload.binary(new byte[] {-1, 0}))));
    }

    @ParameterizedTest
    @CsvSource({"0, 8200", "125, 827d", "126, 827e007e", "65535, 827effff", "65536, 827f0000000000010000"})
    void headerCarriesTheLength(int length, String header) {
        var frame = Frame.binary(new byte[length]);
        assertEquals(length, frame.payloadLength());
        assertEquals(header, HexFormat.of().formatHex(Arrays.copyOf(frame.array(), frame.payloadOffset())));
    }

    private static String hex(Frame frame) {
        return HexFormat.of().formatHex(frame.array());
    }
}
