package dev.wingbeat.tracker;

import dev.wingbeat.protocol.Utf8;
import java.util.Arrays;
import java.util.Objects;

/** Reads the bytes of a message from front to back; whatever they say, it reads nothing beyond them. */
final class GossipReader {

    private final byte[] bytes;
    private int position;

    GossipReader(byte[] bytes) {
        this.bytes = bytes;
    }

    int remaining() {
        return bytes.length - position;
    }

    int int8() {
        Objects.checkIndex(position, bytes.length);
        return bytes[position++] & 0xFF;
    }

    long int64() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = (value << 8) | int8();
        }
        return value;
    }

    /** Reads a number that is not negative. */
    long number() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = int8();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new IndexOutOfBoundsException("a number of more than 63 bits");
    }

    /** Reads a number that counts something. */
    int size() {
        return Math.toIntExact(number());
    }

    byte[] bytes() {
        int length = size();
        Objects.checkFromIndexSize(position, length, bytes.length); // a length that lies allocates nothing
        position += length;
        return Arrays.copyOfRange(bytes, position - length, position);
    }

    String text() {
        String text = Utf8.text(bytes());
        if (text == null) {
            throw new IllegalArgumentException("text: no UTF-8");
        }
        return text;
    }
}
