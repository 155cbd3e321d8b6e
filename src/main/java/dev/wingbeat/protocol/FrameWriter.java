package dev.wingbeat.protocol;

import dev.wingbeat.json.JsonText;
import org.jspecify.annotations.Nullable;

/** Writes one frame into an array of exactly its size; the caller has summed up the parts before. */
final class FrameWriter {

    private static final int FINAL_TEXT = 0x81;
    private static final int FINAL_BINARY = 0x82;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[] array;
    private final int payloadOffset;
    private final boolean binary;
    private int at;

    private FrameWriter(int headerLength, int payloadLength, boolean binary) {
        array = new byte[Math.addExact(headerLength, payloadLength)];
        payloadOffset = headerLength;
        this.binary = binary;
        at = Frame.writeHeader(array, binary ? FINAL_BINARY : FINAL_TEXT, payloadLength);
    }

    static FrameWriter text(int payloadLength) {
        return new FrameWriter(Frame.headerLength(payloadLength), payloadLength, false);
    }

    static FrameWriter binary(int payloadLength) {
        return new FrameWriter(Frame.headerLength(payloadLength), payloadLength, true);
    }

    /** Returns the size that {@link #ref} will write. */
    static int length(@Nullable Ref ref) {
        return ref == null ? NULL.length : JsonText.utf8Length(ref.json());
    }

    FrameWriter raw(byte[] bytes) {
        System.arraycopy(bytes, 0, array, at, bytes.length);
        at += bytes.length;
        return this;
    }

    FrameWriter octet(int value) {
        array[at++] = (byte) value;
        return this;
    }

    FrameWriter quoted(String text) {
        at = JsonText.writeQuoted(text, array, at);
        return this;
    }

    FrameWriter utf8(String text) {
        at = JsonText.writeUtf8(text, array, at);
        return this;
    }

    FrameWriter ref(@Nullable Ref ref) {
        return ref == null ? raw(NULL) : utf8(ref.json());
    }

    FrameWriter payload(Payload payload) {
        payload.copyTo(array, at);
        at += payload.length();
        return this;
    }

    Frame frame() {
        if (at != array.length) {
            throw new IllegalStateException("frame: " + at + " bytes written (expected: " + array.length + ")");
        }
        return new Frame(array, payloadOffset, binary);
    }
}
