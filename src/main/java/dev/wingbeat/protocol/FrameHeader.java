package dev.wingbeat.protocol;

/** The header of a WebSocket frame, RFC 6455 section 5.2, without a mask. Internal seam. */
public final class FrameHeader {

    /** The size of the longest header. */
    public static final int MAX_LENGTH = 10;

    /** Where the second byte has its length, below the bit of the mask. */
    private static final int SHORT = 125;

    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;

    private FrameHeader() {}

    /** Returns the size of the header of a payload. */
    public static int length(int payloadLength) {
        return payloadLength <= SHORT ? 2 : payloadLength <= 0xFFFF ? 4 : MAX_LENGTH;
    }

    /**
     * Writes a header at the beginning of an array: the first byte as it is given, then 7, 7+16 or 7+64 bits of length.
     *
     * @return where it ends
     */
    public static int write(byte[] into, int first, int payloadLength) {
        int length = length(payloadLength);
        into[0] = (byte) first;
        into[1] = (byte) (length == 2 ? payloadLength : length == 4 ? TWO_BYTES : EIGHT_BYTES);
        for (int at = length - 1, rest = payloadLength; at >= 2; at--, rest >>>= Byte.SIZE) {
            into[at] = (byte) rest;
        }
        return length;
    }
}
