package dev.wingbeat.protocol;

import dev.wingbeat.json.JsonMapping;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of a message: one JSON value, or bytes.
 *
 * <p>A payload is a view on validated bytes. It is forwarded verbatim when nobody looks inside, and parsed when
 * somebody does. Immutable; may be used from any thread.
 */
public sealed interface Payload permits BytesPayload {

    /** The empty JSON object. */
    Payload EMPTY = rawJson(new byte[] {'{', '}'});

    /**
     * Returns a value as a payload: {@link Buffer} and {@code byte[]} as binary (copied), a payload as itself, and
     * anything else as the JSON that Jackson makes of it (maps, lists, strings, numbers, booleans, null,
     * {@link JsonObject}, records, beans).
     *
     * @throws IllegalArgumentException when there is no JSON for the value; the text names its class
     */
    static Payload of(@Nullable Object value) {
        return switch (value) {
            case Payload payload -> payload;
            case byte[] bytes -> binary(bytes.clone());
            case Buffer buffer -> binary(buffer.getBytes());
            case null, default -> rawJson(JsonMapping.write(value));
        };
    }

    /**
     * Returns a value as the payload of a push or broadcast: clients take nothing but JSON objects and binary.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static Payload message(@Nullable Object value) {
        Payload payload = of(value);
        if (!payload.isObject() && !payload.isBinary()) {
            String found = value == null ? "null" : value.getClass().getName();
            throw new IllegalArgumentException("payload: " + found + " (expected: a JSON object or binary)");
        }
        return payload;
    }

    /** Returns a JSON object with one entry. */
    static Payload of(String key, @Nullable Object value) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        entries.put(key, value);
        return of(entries);
    }

    /** Returns a JSON object with two entries, in this order. */
    static Payload of(String key1, @Nullable Object value1, String key2, @Nullable Object value2) {
        Map<String, @Nullable Object> entries = new LinkedHashMap<>();
        entries.put(key1, value1);
        entries.put(key2, value2);
        return of(entries);
    }

    /** Returns a binary payload of these bytes, not copied: the caller gives them up. */
    static Payload binary(byte[] bytes) {
        return new BinaryPayload(bytes, 0, bytes.length);
    }

    /** Returns a JSON payload of bytes trusted to be valid, compact JSON in UTF-8; the caller gives them up. */
    static Payload rawJson(byte[] utf8) {
        return new JsonPayload(utf8, 0, utf8.length);
    }

    /**
     * Returns a JSON payload of bytes that somebody else vouches for, or nobody: null unless they are one JSON value in UTF-8
     * that clients may be sent, with nothing around it. The caller gives them up.
     */
    static @Nullable Payload checkedJson(byte[] utf8) {
        return JsonPayload.checked(utf8);
    }

    /** Returns whether this is bytes rather than JSON. */
    boolean isBinary();

    /** Returns whether this is a JSON object. */
    boolean isObject();

    /**
     * Returns this JSON value as an object of the given class, read by Jackson; unknown keys are ignored. Nothing is
     * converted: {@code 17} is no text, {@code "17"} and {@code 1.5} are no integer. Every component of a record must be
     * there and not null, nor anything in it, unless its type is annotated {@code @Nullable}.
     *
     * @throws PayloadException when it does not fit, or is binary; it names the place and what was expected there
     * @throws IllegalArgumentException when Jackson cannot read objects of this class at all
     */
    <T> T as(Class<T> type);

    /**
     * Returns this JSON object, parsed once and shared, hence read-only: {@link JsonObject#copy()} it to change it.
     *
     * @throws PayloadException when this is not a JSON object
     */
    JsonObject json();

    /**
     * Returns this JSON value: a {@link JsonObject} or {@code JsonArray} (both read-only), {@link String},
     * {@link Number}, {@link Boolean} or null.
     *
     * @throws PayloadException when this is binary
     */
    @Nullable
    Object value();

    /**
     * Returns a copy of these bytes.
     *
     * @throws PayloadException when this is JSON
     */
    Buffer binary();

    /** Returns the size in bytes on the wire. */
    int length();

    /** Writes the bytes, verbatim, into an array. */
    void copyTo(byte[] target, int offset);

    /** Returns a copy of the bytes, verbatim, whether they are JSON or not. */
    Buffer buffer();
}
