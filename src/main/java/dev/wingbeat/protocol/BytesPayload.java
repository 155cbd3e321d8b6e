package dev.wingbeat.protocol;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A payload that is a range of an array which nobody modifies any more, usually the client's own frame. */
abstract sealed class BytesPayload implements Payload permits BinaryPayload, JsonPayload {

    final byte[] bytes;
    final int from;
    final int to;

    BytesPayload(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    @Override
    public final int length() {
        return to - from;
    }

    @Override
    public final void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, from, target, offset, length());
    }

    @Override
    public final Buffer buffer() {
        return Buffer.buffer(length()).appendBytes(bytes, from, length());
    }

    /** Compares kinds and bytes: two spellings of one JSON value are not equal. */
    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof BytesPayload that
                && isBinary() == that.isBinary()
                && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
    }

    @Override
    public final int hashCode() {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }
}
