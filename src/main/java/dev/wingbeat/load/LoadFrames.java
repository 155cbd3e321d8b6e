package dev.wingbeat.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what arrives on one connection into the head of the server's answer and the frames behind it, where it arrives: in an
 * array of the loop's, or in one of its own while something has not come whole. Confined to the loop.
 */
final class LoadFrames {

    private static final int MAX_MESSAGE = 64 << 20;
    private static final int MIN_PARTIAL = 512;

    /** Hears what there is. */
    interface Listener {

        /** Returns whether the answer to the handshake is still awaited. */
        boolean upgrading();

        /** Returns whether nothing more is wanted. */
        boolean over();

        /** The head of the answer has come. */
        void head(String head, long now);

        /** A frame has come; the bytes of its payload are valid during the call. */
        void frame(byte first, byte[] bytes, int from, int to);

        /** Bytes came that are no frame of a server. */
        void unreadable(String problem);
    }

    private final Listener listener;
    private byte @Nullable [] partial;
    private int partialLength;

    LoadFrames(Listener listener) {
        this.listener = listener;
    }

    /** Reads what has arrived, and releases it; {@code room} may be written to. */
    void received(ByteBuf buffer, byte[] room, long now) {
        int length = buffer.readableBytes();
        byte[] rest = partial;
        byte[] bytes = rest == null ? room : rest;
        int kept = rest == null ? 0 : partialLength;
        if (bytes.length - kept < length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, kept + length));
        }
        buffer.readBytes(bytes, kept, length);
        buffer.release();
        int end = kept + length;
        int cut = 0;
        try {
            cut = cut(bytes, end, now);
        } catch (UnreadableMessageException e) {
            listener.unreadable(String.valueOf(e.getMessage()));
        }
        keep(bytes, cut, end);
    }

    /** Keeps the beginning of a frame for when more of it comes. */
    private void keep(byte[] bytes, int from, int to) {
        if (from == to || listener.over()) {
            partial = null;
        } else if (partial == null) {
            partial = Arrays.copyOfRange(bytes, from, Math.max(to, from + MIN_PARTIAL));
        } else {
            System.arraycopy(bytes, from, bytes, 0, to - from);
            partial = bytes;
        }
        partialLength = to - from;
    }

    /** Hands over all that is whole; returns where the rest begins. */
    private int cut(byte[] bytes, int end, long now) {
        int at = listener.upgrading() ? head(bytes, end, now) : 0;
        if (listener.upgrading()) {
            return at;
        }
        while (end - at >= 2 && !listener.over()) {
            int size = bytes[at + 1] & 0x7F;
            int head = size < 126 ? 2 : size == 126 ? 4 : 10;
            if (end - at < head) {
                break;
            }
            long length = size < 126 ? size : Bytes.number(bytes, at + 2, head - 2);
            if (bytes[at + 1] < 0 || length < 0 || length > MAX_MESSAGE) {
                listener.unreadable("a frame of " + length + " bytes, masked or too long");
                return end;
            }
            if (end - at - head < length) {
                break;
            }
            int payload = at + head;
            byte first = bytes[at];
            at = payload + (int) length;
            listener.frame(first, bytes, payload, at);
        }
        return listener.over() ? end : at;
    }

    private int head(byte[] bytes, int end, long now) {
        for (int at = 3; at < end; at++) {
            if (bytes[at] == '\n' && bytes[at - 1] == '\r' && bytes[at - 2] == '\n' && bytes[at - 3] == '\r') {
                listener.head(new String(bytes, 0, at, ISO_8859_1), now);
                return at + 1;
            }
        }
        return 0;
    }
}
