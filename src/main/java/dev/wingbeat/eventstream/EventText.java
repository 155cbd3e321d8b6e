package dev.wingbeat.eventstream;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Writes broadcasts as server-sent events (HTML Living Standard, section 9.2). Confined to a loop, where it keeps the latest
 * broadcast at hand: its streams all send the same one, but for the id.
 */
final class EventText {

    private static final System.Logger LOGGER = System.getLogger(EventText.class.getName());
    private static final RateLimitedLog NO_FORM = new RateLimitedLog(LOGGER, WARNING);

    private @Nullable Broadcast recent;
    private @Nullable Buffer recentFields;

    /** Returns the first bytes of a stream. */
    static Buffer retry(Duration retry) {
        return Buffer.buffer("retry: " + retry.toMillis() + "\n\n");
    }

    /** Returns a comment, which clients ignore. */
    static Buffer heartbeat() {
        return Buffer.buffer(":\n\n");
    }

    /** Returns a whole event; null for a broadcast that has no form as one. */
    @Nullable
    Buffer event(long id, Broadcast broadcast) {
        Buffer fields = broadcast.equals(recent) ? recentFields : remember(broadcast);
        return fields == null
                ? null
                : Buffer.buffer(fields.length() + 24)
                        .appendString("id: ")
                        .appendString(Long.toString(id))
                        .appendByte((byte) '\n')
                        .appendBuffer(fields);
    }

    /** Forgets the latest broadcast. */
    void forget() {
        recent = null;
        recentFields = null;
    }

    private @Nullable Buffer remember(Broadcast broadcast) {
        recent = broadcast;
        recentFields = fields(broadcast);
        return recentFields;
    }

    private @Nullable Buffer fields(Broadcast broadcast) {
        String name = broadcast.event();
        if (name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
            NO_FORM.log(() -> "event streams of " + LogText.of(broadcast.topic()) + " leave out event "
                    + LogText.of(name) + " (expected: a name without line breaks)");
            return null;
        }
        byte[] json = json(broadcast.payload());
        return Buffer.buffer(json.length + name.length() + 32)
                .appendString("event: ")
                .appendString(name)
                .appendString("\ndata: ")
                .appendBytes(json)
                .appendString("\n\n");
    }

    /** Returns JSON in one line: a line break outside strings is mere whitespace, inside them it is escaped already. */
    private static byte[] json(Payload payload) {
        byte[] bytes = new byte[payload.length()];
        payload.copyTo(bytes, 0);
        if (payload.isBinary()) {
            String base64 = Base64.getEncoder().encodeToString(bytes);
            return ("{\"base64\":\"" + base64 + "\"}").getBytes(StandardCharsets.US_ASCII);
        }
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
        return bytes;
    }
}
