package dev.wingbeat.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Takes an encoded frame apart by the letter of RFC 6455 section 5.2, knowing nothing of how it was written. */
final class ServerFrame {

    private ServerFrame() {}

    /** Returns the payload of a text frame. */
    static String text(Frame frame) {
        assertEquals(false, frame.isBinary(), "isBinary");
        return new String(payload(frame, 0x1), UTF_8);
    }

    /** Returns the payload of a binary frame in hex. */
    static String hex(Frame frame) {
        assertEquals(true, frame.isBinary(), "isBinary");
        return HexFormat.of().formatHex(payload(frame, 0x2));
    }

    private static byte[] payload(Frame frame, int opcode) {
        var bytes = ByteBuffer.wrap(frame.array(), frame.offset(), frame.length());
        assertEquals(0x80 | opcode, bytes.get() & 0xFF, "FIN, no reserved bit, opcode");
        long length = bytes.get() & 0xFF; // the mask bit would make it 128 or more
        if (length == 126) {
            length = bytes.getShort() & 0xFFFF;
            assertEquals(true, length > 125, "shortest form of the length");
        } else if (length == 127) {
            length = bytes.getLong();
            assertEquals(true, length > 0xFFFF, "shortest form of the length");
        }
        assertEquals(length, bytes.remaining(), "length in the header");
        assertEquals(length, frame.payloadLength(), "payloadLength");
        assertEquals(bytes.position(), frame.payloadOffset(), "payloadOffset");
        return Arrays.copyOfRange(frame.array(), bytes.position(), bytes.limit());
    }
}
