package dev.wingbeat.connection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decodes percent escapes as browsers write them. Malformed escapes stay as they are. The HTTP parser hands unescaped bytes
 * over as characters up to 0xFF; they count as bytes again.
 *
 * <p>Internal seam.
 */
public final class PercentDecoder {

    private PercentDecoder() {}

    /** Decodes a key or a value of a query, where {@code +} is a space; null when the bytes are not UTF-8. */
    public static @Nullable String form(String text) {
        return decode(text, true);
    }

    /** Decodes a segment of a path; null when the bytes are not UTF-8. */
    public static @Nullable String segment(String text) {
        return decode(text, false);
    }

    private static @Nullable String decode(String text, boolean plusIsSpace) {
        if (isPlain(text, plusIsSpace)) {
            return text;
        }
        var bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escaped = c == '%' ? escapedByte(text, i) : -1;
            if (escaped >= 0) {
                bytes.put((byte) escaped);
                i += 2;
            } else if (c == '+' && plusIsSpace) {
                bytes.put((byte) ' ');
            } else if (c <= 0xFF) {
                bytes.put((byte) c);
            } else {
                return null;
            }
        }
        return utf8(bytes.flip());
    }

    private static boolean isPlain(String text, boolean plusIsSpace) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || c == '%' || (plusIsSpace && c == '+')) {
                return false;
            }
        }
        return true;
    }

    private static int escapedByte(String text, int percent) {
        if (percent + 2 >= text.length()) {
            return -1;
        }
        int high = hexDigit(text.charAt(percent + 1));
        int low = hexDigit(text.charAt(percent + 2));
        return high < 0 || low < 0 ? -1 : high << 4 | low;
    }

    private static int hexDigit(char c) {
        return c < 0x80 ? Character.digit(c, 16) : -1; // Character.digit takes the digits of other scripts too
    }

    private static @Nullable String utf8(ByteBuffer bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(bytes)
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
