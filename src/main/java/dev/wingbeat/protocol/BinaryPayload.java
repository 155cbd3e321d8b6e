package dev.wingbeat.protocol;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Bytes of which the protocol knows nothing: a range of an array that nobody modifies any more. */
final class BinaryPayload implements Payload {

    private final byte[] bytes;
    private final int from;
    private final int to;

    BinaryPayload(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    @Override
    public boolean isBinary() {
        return true;
    }

    @Override
    public boolean isObject() {
        return false;
    }

    @Override
    public <T> T as(Class<T> type) {
        throw new PayloadException(this + " (expected: JSON for " + type.getName() + ")");
    }

    @Override
    public JsonObject json() {
        throw new PayloadException(this + " (expected: a JSON object)");
    }

    @Override
    public @Nullable Object value() {
        throw new PayloadException(this + " (expected: JSON)");
    }

    @Override
    public Buffer binary() {
        return buffer();
    }

    @Override
    public int length() {
        return to - from;
    }

    @Override
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, from, target, offset, length());
    }

    @Override
    public Buffer buffer() {
        return Buffer.buffer(length()).appendBytes(bytes, from, length());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BinaryPayload that && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** Shows no content: messages end up in logs. */
    @Override
    public String toString() {
        return "payload: binary, " + length() + " bytes";
    }
}
