package dev.wingbeat.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes into arrays. Each {@code put} returns where the text ends. */
final class Bytes {

    /** The mask of clients' frames: any four bytes do, since no proxy has to be kept from reading them. */
    static final int MASK = 0x5A3C96E1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final long LONG_MASK = ((long) MASK << 32) | (MASK & 0xFFFF_FFFFL);

    private Bytes() {}

    /** Masks a payload, as RFC 6455 wants it of clients. */
    static void mask(byte[] bytes, int from, int to) {
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ LONG_MASK);
        }
        for (int shift = 24; at < to; at++, shift = shift == 0 ? 24 : shift - 8) {
            bytes[at] ^= (byte) (MASK >> shift);
        }
    }

    /** Writes a number of four bytes, the highest first. */
    static int putInt(byte[] into, int at, int number) {
        for (int i = 0; i < Integer.BYTES; i++) {
            into[at + i] = (byte) (number >> (24 - 8 * i));
        }
        return at + Integer.BYTES;
    }

    /** Reads a number without a sign, the highest byte first. */
    static long number(byte[] bytes, int at, int length) {
        long value = 0;
        for (int i = at; i < at + length; i++) {
            value = (value << Byte.SIZE) | (bytes[i] & 0xFF);
        }
        return value;
    }

    static int put(byte[] into, int at, byte[] text) {
        System.arraycopy(text, 0, into, at, text.length);
        return at + text.length;
    }

    /** Writes a number that is not negative, in decimal digits. */
    static int put(byte[] into, int at, long number) {
        int end = at + digits(number);
        long rest = number;
        for (int i = end - 1; i >= at; i--) {
            into[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }

    /** Returns how many digits {@link #put(byte[], int, long)} writes. */
    static int digits(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }
}
