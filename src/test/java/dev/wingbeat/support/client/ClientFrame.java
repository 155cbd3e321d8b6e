package dev.wingbeat.support.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/** A WebSocket frame from client to server (RFC 6455 section 5.2), right or wrong. Immutable. */
public final class ClientFrame {

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private final boolean fin;
    private final int reserved;
    private final int opcode;
    private final boolean masked;
    private final long announced;
    private final byte[] payload;

    private ClientFrame(boolean fin, int reserved, int opcode, boolean masked, long announced, byte[] payload) {
        this.fin = fin;
        this.reserved = reserved;
        this.opcode = opcode;
        this.masked = masked;
        this.announced = announced;
        this.payload = payload;
    }

    /** Makes a frame as the RFC wants it. */
    public static ClientFrame of(int opcode, byte[] payload) {
        return new ClientFrame(true, 0, opcode, true, payload.length, payload);
    }

    /** Makes a text frame. */
    public static ClientFrame text(String text) {
        return of(1, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a binary frame. */
    public static ClientFrame hex(String hex) {
        return of(2, HexFormat.of().parseHex(hex));
    }

    /** Makes a continuation frame. */
    public static ClientFrame continuation(byte[] payload) {
        return of(0, payload);
    }

    /** Makes a ping. */
    public static ClientFrame ping(String payload) {
        return of(9, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a pong. */
    public static ClientFrame pong(String payload) {
        return of(10, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a close frame. */
    public static ClientFrame close(int code) {
        return of(8, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** Leaves the final bit out, so that more fragments must follow. */
    public ClientFrame notFinal() {
        return new ClientFrame(false, reserved, opcode, masked, announced, payload);
    }

    /** Sets reserved bits. */
    public ClientFrame withReserved(int bits) {
        return new ClientFrame(fin, bits, opcode, masked, announced, payload);
    }

    /** Leaves the payload unmasked. */
    public ClientFrame unmasked() {
        return new ClientFrame(fin, reserved, opcode, false, announced, payload);
    }

    /** Claims another length than the payload has. */
    public ClientFrame announcing(long length) {
        return new ClientFrame(fin, reserved, opcode, masked, length, payload);
    }

    /** Returns frames as they go over the wire. */
    public static byte[] bytes(List<ClientFrame> frames) {
        return ByteArrays.concat(frames.stream().map(ClientFrame::bytes).toList());
    }

    byte[] bytes() {
        var out = ByteBuffer.allocate(14 + payload.length);
        out.put((byte) ((fin ? 0x80 : 0) | reserved << 4 | opcode));
        int maskBit = masked ? 0x80 : 0;
        if (announced >= 0 && announced < 126) {
            out.put((byte) (maskBit | (int) announced));
        } else if (announced >= 0 && announced < 0x10000) {
            out.put((byte) (maskBit | 126)).putShort((short) announced);
        } else {
            out.put((byte) (maskBit | 127)).putLong(announced);
        }
        if (masked) {
            out.put(MASK);
        }
        for (int i = 0; i < payload.length; i++) {
            out.put(masked ? (byte) (payload[i] ^ MASK[i & 3]) : payload[i]);
        }
        byte[] bytes = new byte[out.flip().remaining()];
        out.get(bytes);
        return bytes;
    }
}
