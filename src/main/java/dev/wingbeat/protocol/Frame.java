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

    /** The size of the longest header, without a mask. */
    public static final int MAX_HEADER = 10;

    /** The longest payload whose length is in the second byte, below the bit of the mask. */
    private static final int SHORT = 125;

    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

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

    /** Returns the size of the header of a payload. */
    static int headerLength(int payloadLength) {
        return payloadLength <= SHORT ? 2 : payloadLength <= 0xFFFF ? 4 : MAX_HEADER;
    }

    /**
     * Writes a header, RFC 6455 section 5.2, at the beginning of an array: the first byte as it is given, then 7, 7+16 or 7+64 bits of
     * length.
     *
     * @return where it ends
     */
    public static int writeHeader(byte[] into, int first, int payloadLength) {
        int length = headerLength(payloadLength);
        into[0] = (byte) first;
        into[1] = (byte) (length == 2 ? payloadLength : length == 4 ? TWO_BYTES : EIGHT_BYTES);
        for (int at = length - 1, rest = payloadLength; at >= 2; at--, rest >>>= Byte.SIZE) {
            into[at] = (byte) rest;
        }
        return length;
    }
}
