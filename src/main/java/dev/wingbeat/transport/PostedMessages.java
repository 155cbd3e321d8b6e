package dev.wingbeat.transport;

import dev.wingbeat.transport.LongPollPeer.Posted;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Parses the body of a POST, and carries its messages to another node. */
final class PostedMessages {

    /** Most messages of one POST; clients send the rest in the next one. */
    static final int MAX_LINES = 100;

    private static final String BATCH_TYPE = "application/x-ndjson";
    private static final int MAX_BASE64 = 10_000_000;

    private PostedMessages() {}

    /**
     * Returns the messages of a body, null when a line is neither a JSON array nor base64. A body of any type but exactly
     * {@code application/x-ndjson} is one text message.
     */
    static @Nullable List<Posted> parse(@Nullable String contentType, Buffer body) {
        byte[] bytes = body.getBytes();
        return BATCH_TYPE.equals(contentType) ? lines(bytes) : List.of(new Posted(bytes, false));
    }

    private static @Nullable List<Posted> lines(byte[] bytes) {
        var messages = new ArrayList<Posted>();
        int from = 0;
        while (from < bytes.length && messages.size() < MAX_LINES) {
            int newline = from;
            while (newline < bytes.length && bytes[newline] != '\n') {
                newline++;
            }
            int end = newline > from && bytes[newline - 1] == '\r' ? newline - 1 : newline;
            if (end > from) {
                Posted message = line(Arrays.copyOfRange(bytes, from, end));
                if (message == null) {
                    return null;
                }
                messages.add(message);
            }
            from = newline + 1;
        }
        return messages;
    }

    private static @Nullable Posted line(byte[] line) {
        if (line[0] == '[') {
            return new Posted(line, false);
        }
        try {
            return line.length > MAX_BASE64
                    ? null
                    : new Posted(Base64.getDecoder().decode(line), true);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Writes messages for another node. */
    static Buffer encode(List<Posted> messages) {
        Buffer buffer = Buffer.buffer();
        for (Posted message : messages) {
            buffer.appendByte((byte) (message.binary() ? 1 : 0))
                    .appendInt(message.bytes().length)
                    .appendBytes(message.bytes());
        }
        return buffer;
    }

    /**
     * Reads them.
     *
     * @throws IndexOutOfBoundsException for what is cut short
     */
    static List<Posted> decode(Buffer buffer) {
        List<Posted> messages = new ArrayList<>();
        int position = 0;
        while (position < buffer.length()) {
            boolean binary = buffer.getByte(position) == 1;
            int start = position + 1 + Integer.BYTES;
            int length = buffer.getInt(position + 1);
            Objects.checkFromIndexSize(start, length, buffer.length());
            position = start + length;
            messages.add(new Posted(buffer.getBytes(start, position), binary));
        }
        return messages;
    }
}
