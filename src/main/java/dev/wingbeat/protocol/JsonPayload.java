package dev.wingbeat.protocol;

import dev.wingbeat.json.JsonMapping;
import dev.wingbeat.json.JsonMismatchException;
import dev.wingbeat.json.JsonScanner;
import dev.wingbeat.json.JsonSyntaxException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Valid, compact JSON. */
final class JsonPayload extends BytesPayload {

    /** Its final field makes a value safe to pass between threads without a lock; to parse twice does no harm. */
    private record Parsed(@Nullable Object value) {}

    private @Nullable Parsed parsed;

    JsonPayload(byte[] bytes, int from, int to) {
        super(bytes, from, to);
    }

    static @Nullable JsonPayload checked(byte[] utf8) {
        if (!Utf8.isValid(utf8, 0, utf8.length)) {
            return null;
        }
        try {
            var scanner = new JsonScanner(utf8);
            boolean bare = scanner.value() == 0 && scanner.at() == utf8.length;
            return bare ? new JsonPayload(utf8, 0, utf8.length) : null;
        } catch (JsonSyntaxException e) {
            return null;
        }
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
        try {
            return JsonMapping.read(bytes, from, to, type);
        } catch (JsonMismatchException e) {
            throw PayloadException.of(e);
        }
    }

    @Override
    public JsonObject json() {
        if (value() instanceof JsonObject object) {
            return object;
        }
        throw PayloadException.of(this, "object");
    }

    @Override
    public @Nullable Object value() {
        Parsed known = parsed;
        if (known == null) {
            known = parse();
            parsed = known;
        }
        return known.value();
    }

    private Parsed parse() {
        try {
            return new Parsed(JsonMapping.readOnlyValue(bytes, from, to));
        } catch (JsonMismatchException e) {
            throw PayloadException.of(e);
        }
    }

    @Override
    public Buffer binary() {
        throw PayloadException.of(this, "binary");
    }

    /** Shows no content: messages end up in logs. */
    @Override
    public String toString() {
        return "payload: JSON " + (isObject() ? "object" : "value") + ", " + length() + " bytes";
    }
}
