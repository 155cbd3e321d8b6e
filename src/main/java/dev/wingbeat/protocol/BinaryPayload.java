package dev.wingbeat.protocol;

import dev.wingbeat.json.JsonKind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Bytes of which the protocol knows nothing. */
final class BinaryPayload extends BytesPayload {

    BinaryPayload(byte[] bytes, int from, int to) {
        super(bytes, from, to);
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
        throw PayloadException.of(this, JsonKind.of(type));
    }

    @Override
    public JsonObject json() {
        throw PayloadException.of(this, "object");
    }

    @Override
    public @Nullable Object value() {
        throw PayloadException.of(this, "JSON");
    }

    @Override
    public Buffer binary() {
        return buffer();
    }

    /** Shows no content: messages end up in logs. */
    @Override
    public String toString() {
        return "payload: binary, " + length() + " bytes";
    }
}
