package dev.wingbeat.transport;

import dev.wingbeat.protocol.Frame;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

/**
 * Writes the bodies of long-poll answers. Messages are JSON texts inside JSON strings: their bytes are escaped on the way
 * into the body, once.
 */
final class LongPollJson {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private LongPollJson() {}

    /** Writes an answer without messages or token. */
    static Buffer status(int status) {
        return Buffer.buffer("{\"status\":" + status + '}');
    }

    /** Writes an answer that has a token and no messages. */
    static Buffer empty(int status, String token) {
        return Buffer.buffer(head(status, token) + "]}");
    }

    /** Writes an answer with messages. The payloads are UTF-8. */
    static Buffer messages(String token, Collection<Frame> frames) {
        String head = head(200, token);
        int size = head.length() + 2;
        for (Frame frame : frames) {
            size += frame.payloadLength() + frame.payloadLength() / 4 + 3; // a guess: one byte in four is a quote
        }
        Buffer body = Buffer.buffer(size).appendString(head);
        boolean first = true;
        for (Frame frame : frames) {
            if (!first) {
                body.appendByte((byte) ',');
            }
            first = false;
            appendString(body, frame);
        }
        return body.appendByte((byte) ']').appendByte((byte) '}');
    }

    private static String head(int status, String token) {
        return "{\"status\":" + status + ",\"token\":\"" + token + "\",\"messages\":[";
    }

    private static void appendString(Buffer body, Frame frame) {
        byte[] bytes = frame.array();
        int from = frame.payloadOffset();
        int end = from + frame.payloadLength();
        body.appendByte((byte) '"');
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            boolean control = b >= 0 && b < ' ';
            if (control || b == '"' || b == '\\') {
                body.appendBytes(bytes, from, i - from).appendByte((byte) '\\');
                if (control) {
                    body.appendBytes(new byte[] {'u', '0', '0', HEX[b >> 4], HEX[b & 15]});
                } else {
                    body.appendByte(b);
                }
                from = i + 1;
            }
        }
        body.appendBytes(bytes, from, end - from).appendByte((byte) '"');
    }
}
