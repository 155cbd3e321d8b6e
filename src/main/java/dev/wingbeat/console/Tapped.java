package dev.wingbeat.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * One message that a tap has seen, with no more of its payload than people read.
 *
 * @param kind {@code broadcast}, or of one connection {@code in} and {@code out}
 * @param bytes the size of the whole payload
 */
record Tapped(long atMillis, String kind, String topic, String event, int bytes, String text, boolean binary) {

    /** The most that is kept of a payload. */
    static final int MAX_BYTES = 1024;

    /** Binary is shown as hexadecimal digits, of which fewer bytes are enough. */
    private static final int MAX_BINARY = 256;

    static Tapped of(TappedMessage message) {
        return of(message.direction(), message.topic(), message.event(), message.payload());
    }

    static Tapped of(String kind, String topic, String event, Payload payload) {
        byte[] all = new byte[payload.length()];
        payload.copyTo(all, 0);
        boolean binary = payload.isBinary();
        byte[] kept = Arrays.copyOf(all, Math.min(all.length, binary ? MAX_BINARY : whole(all)));
        String text = binary ? HexFormat.of().formatHex(kept) : new String(kept, UTF_8);
        return new Tapped(System.currentTimeMillis(), kind, topic, event, all.length, text, binary);
    }

    /** Returns how much of a text to keep so that its last character is whole. */
    private static int whole(byte[] utf8) {
        int end = Math.min(utf8.length, MAX_BYTES);
        while (end > 0 && end < utf8.length && (utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    JsonObject json(String node) {
        return new JsonObject()
                .put("at", atMillis)
                .put("node", node)
                .put("kind", kind)
                .put("topic", topic)
                .put("event", event)
                .put("bytes", bytes)
                .put("binary", binary)
                .put("payload", text);
    }
}
