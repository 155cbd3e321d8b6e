package dev.wingbeat.protocol;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Valid, compact JSON: a range of an array that nobody modifies any more, usually the client's own frame. */
final class JsonPayload implements Payload {

    /** Its final field makes a value safe to pass between threads without a lock; to parse twice does no harm. */
    private record Parsed(@Nullable Object value) {}

    private final byte[] bytes;
    private final int from;
    private final int to;
    private @Nullable Parsed parsed;

    JsonPayload(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    @Override
    public boolean isBinary() {
        return false;
    }

    @Override
    public boolean isObject() {
        return from < to && bytes[from] == '{';
    }

    @Override
    public <T> T as(Class<T> type) {
        return PayloadMapper.read(bytes, from, to, type);
    }

    @Override
    public JsonObject json() {
        if (value() instanceof JsonObject object) {
            return object;
        }
        throw new PayloadException(this + " (expected: a JSON object)");
    }

    @Override
    public @Nullable Object value() {
        Parsed known = parsed;
        if (known == null) {
            known = new Parsed(PayloadMapper.readOnlyValue(bytes, from, to));
            parsed = known;
        }
        return known.value();
    }

    @Override
    public Buffer binary() {
        throw new PayloadException(this + " (expected: binary)");
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

    /** Compares bytes: two spellings of one JSON value are not equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonPayload that && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
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
        return "payload: JSON " + (isObject() ? "object" : "value") + ", " + length() + " bytes";
    }
}
