package dev.wingbeat.support.client;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Reads the frames of a server strictly: whatever RFC 6455 forbids a server ends the connection with a description. */
final class StrictFrameReader {

    private static final byte[] DEFLATE_TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private final DataInputStream in;
    private final Inflater inflater = new Inflater(true);

    StrictFrameReader(InputStream in) {
        this.in = new DataInputStream(in);
    }

    /** Reads the next frame; blocks until it is whole. */
    Received next() throws IOException {
        int first = in.readUnsignedByte();
        int second = in.readUnsignedByte();
        check((second & 0x80) == 0, "a masked frame");
        check((first & 0x80) != 0, "a fragment");
        check((first & 0x30) == 0, "reserved bits");
        long length = second & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
            check(length > 125, "a length of " + length + " in two bytes");
        } else if (length == 127) {
            length = in.readLong();
            check(length > 0xffff, "a length of " + length + " in eight bytes");
        }
        byte[] payload = in.readNBytes(Math.toIntExact(length));
        if (payload.length < length) {
            throw new EOFException("inside a frame");
        }
        return received(first & 0x0f, (first & 0x40) != 0, payload);
    }

    private Received received(int opcode, boolean compressed, byte[] payload) throws IOException {
        byte[] content = compressed ? inflate(payload) : payload;
        return switch (opcode) {
            case 1 -> new Received.Text(utf8(content), compressed);
            case 2 -> new Received.Binary(HexFormat.of().formatHex(content));
            case 8 -> close(content);
            case 9, 10 -> new Received.Control(opcode, new String(content, StandardCharsets.UTF_8));
            default -> throw new IOException("the server sent opcode " + opcode);
        };
    }

    private static Received close(byte[] payload) throws IOException {
        if (payload.length == 0) {
            return new Received.Close(1005, "");
        }
        check(payload.length >= 2, "a close frame with half a code");
        var buffer = ByteBuffer.wrap(payload);
        int code = Short.toUnsignedInt(buffer.getShort());
        byte[] reason = new byte[buffer.remaining()];
        buffer.get(reason);
        return new Received.Close(code, utf8(reason));
    }

    private byte[] inflate(byte[] payload) throws IOException {
        var all = new ByteArrayOutputStream();
        byte[] chunk = new byte[4096];
        try {
            for (byte[] part : new byte[][] {payload, DEFLATE_TAIL}) {
                inflater.setInput(part);
                for (int n = inflater.inflate(chunk); n > 0; n = inflater.inflate(chunk)) {
                    all.write(chunk, 0, n);
                }
            }
        } catch (DataFormatException e) {
            throw new IOException("the server sent data that is not deflated", e);
        }
        return all.toByteArray();
    }

    private static String utf8(byte[] bytes) throws IOException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("the server sent text that is not UTF-8", e);
        }
    }

    private static void check(boolean right, String wrong) throws IOException {
        if (!right) {
            throw new IOException("the server sent " + wrong);
        }
    }
}
