package dev.wingbeat.presence;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.json.JsonText;
import dev.wingbeat.protocol.Payload;
import java.util.Arrays;

/** JSON put together from payloads that are JSON already, byte by byte. */
final class JsonBytes {

    private static final int INITIAL = 256;

    private byte[] bytes = new byte[INITIAL];
    private int length;

    /** Returns how many bytes there are. */
    int length() {
        return length;
    }

    /** Appends JSON as it is written. */
    JsonBytes raw(String json) {
        byte[] utf8 = json.getBytes(UTF_8);
        ensure(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        return this;
    }

    /** Appends a text as a JSON string. */
    JsonBytes quoted(String text) {
        ensure(JsonText.quotedLength(text));
        length = JsonText.writeQuoted(text, bytes, length);
        return this;
    }

    /** Appends a JSON payload, verbatim. */
    JsonBytes payload(Payload payload) {
        ensure(payload.length());
        payload.copyTo(bytes, length);
        length += payload.length();
        return this;
    }

    /** Appends the fields of a compact JSON object, without its braces. */
    JsonBytes fieldsOf(Payload object) {
        int start = length;
        payload(object);
        System.arraycopy(bytes, start + 1, bytes, start, object.length() - 2);
        length -= 2;
        return this;
    }

    /** Appends what another one has. */
    JsonBytes append(JsonBytes other) {
        ensure(other.length);
        System.arraycopy(other.bytes, 0, bytes, length, other.length);
        length += other.length;
        return this;
    }

    /** Returns what there is as a payload; a copy. */
    Payload payload() {
        return Payload.rawJson(Arrays.copyOf(bytes, length));
    }

    private void ensure(int more) {
        int needed = Math.addExact(length, more);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length + (bytes.length >> 1)));
        }
    }
}
