package dev.wingbeat.frame;

import dev.wingbeat.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses messages (RFC 7692), always without context takeover on both sides: the sockets of a loop share one compressor,
 * cost no memory of their own, and a broadcast is compressed once. Confined to the loop.
 */
final class PerMessageDeflate {

    /** Reserved bit 1 in the first byte of a frame, and as Netty gives it: this message is compressed. */
    private static final int RSV1 = 0x40;

    static final int RSV1_OF_NETTY = 0x04;

    private static final String NAME = "permessage-deflate";
    private static final String ANSWER = NAME + "; server_no_context_takeover; client_no_context_takeover";
    private static final Set<String> FLAGS = Set.of("server_no_context_takeover", "client_no_context_takeover");
    private static final String CLIENT_WINDOW = "client_max_window_bits";

    /** Payloads below this are not worth it. */
    private static final int MIN_LENGTH = 128;

    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final Inflater inflater = new Inflater(true);
    private final byte[] chunk = new byte[16 * 1024];

    /** Returns the answer to the offers of a client, null when none can be accepted. */
    static @Nullable String answer(List<String> offers) {
        for (String header : offers) {
            for (String offer : header.split(",", -1)) {
                if (acceptable(offer)) {
                    return ANSWER;
                }
            }
        }
        return null;
    }

    /** Wants known parameters only; {@code server_max_window_bits} cannot be promised with Java's compressor. */
    private static boolean acceptable(String offer) {
        String[] parts = offer.toLowerCase(Locale.ROOT).split(";", -1);
        return parts[0].strip().equals(NAME)
                && Arrays.stream(parts, 1, parts.length)
                        .map(String::strip)
                        .allMatch(part -> FLAGS.contains(part) || part.split("=", 2)[0].equals(CLIENT_WINDOW));
    }

    /** Returns the whole compressed frame of a message, null when that would not be shorter. */
    @Nullable
    ByteBuf deflate(Frame frame, ByteBufAllocator allocator) {
        if (frame.payloadLength() < MIN_LENGTH) {
            return null;
        }
        var compressed = new ByteArrayOutputStream(frame.payloadLength() / 2);
        deflater.reset();
        deflater.setInput(frame.array(), frame.payloadOffset(), frame.payloadLength());
        int length;
        do {
            length = deflater.deflate(chunk, 0, chunk.length, Deflater.SYNC_FLUSH);
            compressed.write(chunk, 0, length);
        } while (length == chunk.length);
        int size = compressed.size() - TAIL.length;
        if (size >= frame.payloadLength()) {
            return null;
        }
        int head = Frame.writeHeader(chunk, frame.array()[frame.offset()] | RSV1, size);
        return allocator
                .directBuffer(head + size)
                .writeBytes(chunk, 0, head)
                .writeBytes(compressed.toByteArray(), 0, size);
    }

    /**
     * Returns the message as it was before compression, null when it is longer than {@code maxLength}. A block that is marked
     * as the last one may be followed by others (RFC 7692 section 7.2.3.4).
     *
     * @throws DataFormatException when it is not compressed data
     */
    byte @Nullable [] inflate(byte[] compressed, int maxLength) throws DataFormatException {
        var message = new ByteArrayOutputStream(compressed.length * 2);
        inflater.reset();
        inflater.setInput(compressed);
        boolean tail = false;
        while (true) {
            int length = inflater.inflate(chunk);
            if (message.size() + length > maxLength) {
                return null;
            }
            message.write(chunk, 0, length);
            if (inflater.needsDictionary()) {
                throw new DataFormatException("a dictionary is wanted");
            }
            if (inflater.finished()) {
                int left = inflater.getRemaining();
                if (tail || left == 0) {
                    return message.toByteArray();
                }
                inflater.reset();
                inflater.setInput(compressed, compressed.length - left, left);
            } else if (length == 0 && inflater.needsInput()) {
                if (tail) {
                    return message.toByteArray();
                }
                tail = true;
                inflater.setInput(TAIL);
            }
        }
    }
}
