package dev.wingbeat.protocol;

import dev.wingbeat.json.JsonScanner;
import dev.wingbeat.json.JsonSyntaxException;
import dev.wingbeat.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the parts of a message, one after the other, from a JSON frame.
 *
 * <p>Only what the protocol itself needs is copied; the payload stays a range of the frame.
 */
final class FrameReader {

    private final byte[] bytes;
    private final JsonScanner scanner;

    private FrameReader(byte[] bytes) {
        this.bytes = bytes;
        scanner = new JsonScanner(bytes);
    }

    /** Reads one message out of bytes, all of which must be UTF-8, and nothing but whitespace may be left of them. */
    static <T> T read(byte[] bytes, Function<FrameReader, T> message) {
        int invalid = Utf8.firstInvalid(bytes, 0, bytes.length);
        if (invalid >= 0) {
            throw MalformedFrameException.notUtf8(invalid);
        }
        var frame = new FrameReader(bytes);
        try {
            T read = message.apply(frame);
            frame.scanner.end();
            return read;
        } catch (JsonSyntaxException e) {
            throw MalformedFrameException.of(String.valueOf(e.getMessage()));
        }
    }

    /** Reads a bracket, colon or comma that must come next. */
    void take(char expected) {
        scanner.take(expected);
    }

    /** Reads the bracket if it comes next. */
    boolean takes(char close) {
        return scanner.takes(close);
    }

    /** Reads a comma and returns true, or reads the closing bracket and returns false. */
    boolean more(char close) {
        return scanner.more(close);
    }

    /** Returns whether a string comes next. */
    boolean atString() {
        return scanner.at('"');
    }

    /** Reads any value, checking no more than its form. */
    void skip() {
        scanner.value();
    }

    /** Reads any value as a ref; JSON null gives a Java null. */
    @Nullable
    Ref ref() {
        if (atString()) {
            int from = scanner.string();
            return scanner.escaped() ? Ref.of(unescape(from)) : Ref.ofToken(bytes, from, scanner.at());
        }
        if (scanner.at('n')) {
            skip();
            return null;
        }
        return new Ref(token());
    }

    /** Reads any value and returns the content of a string, or the JSON text of anything else. */
    String text() {
        return atString() ? unescape(scanner.string()) : token();
    }

    /** Reads any value as a payload; whitespace between its tokens is not kept. */
    Payload payload() {
        int before = scanner.spacesBefore();
        int from = scanner.value();
        int inside = scanner.spaces() - before;
        return inside == 0 ? new JsonPayload(bytes, from, scanner.at()) : Payload.rawJson(compact(from, inside));
    }

    /** Reads a key and its colon, and returns which of the names it is, or -1. */
    int key(byte[][] names) {
        int from = scanner.key();
        byte[] key = bytes;
        int start = from + 1;
        int end = scanner.at() - 1;
        if (scanner.escaped()) {
            key = unescape(from).getBytes(StandardCharsets.UTF_8);
            start = 0;
            end = key.length;
        }
        scanner.take(':');
        int index = names.length - 1;
        while (index >= 0 && !Arrays.equals(key, start, end, names[index], 0, names[index].length)) {
            index--;
        }
        return index;
    }

    private String token() {
        int before = scanner.spacesBefore();
        int from = scanner.value();
        int inside = scanner.spaces() - before;
        return inside == 0 ? utf8(from, scanner.at()) : new String(compact(from, inside), StandardCharsets.UTF_8);
    }

    /** Returns the content of the string token that began at an index and has just been taken. */
    private String unescape(int from) {
        String inside = utf8(from + 1, scanner.at() - 1);
        return scanner.escaped() ? JsonText.unescape(inside) : inside;
    }

    private String utf8(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }

    /** Returns the value from an index to here without the given number of bytes of whitespace in it. */
    private byte[] compact(int from, int inside) {
        byte[] compact = new byte[scanner.at() - from - inside];
        boolean quoted = false;
        int i = from;
        for (int to = 0; to < compact.length; i++) {
            byte c = bytes[i];
            if (quoted && c == '\\') {
                compact[to++] = c;
                compact[to++] = bytes[++i];
            } else if (quoted || c > ' ') {
                compact[to++] = c;
                quoted ^= c == '"';
            }
        }
        return compact;
    }
}
