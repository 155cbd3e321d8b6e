package dev.wingbeat.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;

/** Compressed messages as RFC 7692 section 7.2 has them. */
class PerMessageDeflateTest {

    private final PerMessageDeflate deflate = new PerMessageDeflate();

    @Test
    void examplesOfTheRfcAreRead() throws DataFormatException {
        for (var hex : new String[] {
            "f248cdc9c90700", // 7.2.3.1
            "000500faff48656c6c6f00", // 7.2.3.3: stored
            "f348cdc9c9070000", // 7.2.3.4: a final block
            "f24805000000ffffcac9c90700" // 7.2.3.5: two blocks
        }) {
            assertEquals("Hello", inflate(HexFormat.of().parseHex(hex)), hex);
        }
    }

    @Test
    void whatComesBehindAFinalBlockBelongsToTheMessage() throws DataFormatException {
        assertEquals("Hello", inflate(finished("Hello")));
        assertEquals("Hello, world", inflate(concat(finished("Hello"), finished(", "), finished("world"))));
        byte[] open = HexFormat.of().parseHex("f248cdc9c90700");
        assertEquals("HelloHello", inflate(concat(finished("Hello"), open)));
    }

    @Test
    void garbageBehindAFinalBlockIsNoMessage() {
        byte[] garbage = {(byte) 0xff, (byte) 0xff, (byte) 0xff};
        assertThrows(DataFormatException.class, () -> inflate(concat(finished("Hello"), garbage)));
    }

    @Test
    void limitHoldsAcrossFinalBlocks() throws DataFormatException {
        byte[] two = concat(finished("x".repeat(60)), finished("y".repeat(60)));
        assertNull(deflate.inflate(two, 119));
        assertNotNull(deflate.inflate(two, 120));
    }

    private String inflate(byte[] compressed) throws DataFormatException {
        byte[] message = assertNotNullMessage(deflate.inflate(compressed, 1000));
        return new String(message, StandardCharsets.UTF_8);
    }

    private static byte[] assertNotNullMessage(byte[] message) {
        assertNotNull(message);
        return message;
    }

    private static byte[] finished(String text) {
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        deflater.finish();
        byte[] bytes = new byte[1000];
        int length = deflater.deflate(bytes);
        deflater.end();
        return Arrays.copyOf(bytes, length);
    }

    private static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
