package dev.wingbeat.protocol;

import dev.wingbeat.json.JsonText;

/**
 * One encoded message, ready for the wire: a complete, unmasked WebSocket frame (RFC 6455) in one array.
 *
 * <p>Shared by all connections and threads that send it, so the array must never be modified.
 *
 * <p>Internal seam.
 */
public final class Frame {

    private final byte[] array;
    private final int payloadOffset;
    private final boolean binary;

    Frame(byte[] array, int payloadOffset, boolean binary) {
        this.array = array;
        this.payloadOffset = payloadOffset;
        this.binary = binary;
    }

    /** Makes a text message; half a surrogate pair in it becomes U+FFFD. */
    public static Frame text(String text) {
        return FrameWriter.text(JsonText.utf8Length(text)).utf8(text).frame();
    }

    /** Makes a binary message; the bytes are copied. */
    public static Frame binary(byte[] bytes) {
        return FrameWriter.binary(bytes.length).raw(bytes).frame();
    }

    /** Makes a message of a payload, verbatim: JSON as text, bytes as binary. */
    public static Frame of(Payload payload) {
        FrameWriter writer =
                payload.isBinary() ? FrameWriter.binary(payload.length()) : FrameWriter.text(payload.length());
        return writer.payload(payload).frame();
    }

    /** Returns whether this is a binary frame; a text frame otherwise. */
    public boolean isBinary() {
        return binary;
    }

    /** Returns the whole backing array, not a copy: do not modify it. */
    public byte[] array() {
        return array;
    }

    /** Returns where in {@link #array()} the frame header starts. */
    public int offset() {
        return 0;
    }

    /** Returns the size of header and payload together. */
    public int length() {
        return array.length;
    }

    /** Returns where in {@link #array()} the payload starts. */
    public int payloadOffset() {
        return payloadOffset;
    }

    /** Returns the size of the payload. */
    public int payloadLength() {
        return array.length - payloadOffset;
    }
}
