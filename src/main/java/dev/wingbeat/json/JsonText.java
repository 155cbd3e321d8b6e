package dev.wingbeat.json;

/** Writes Java strings as JSON strings in UTF-8, and reads the escapes of JSON strings. Internal seam. */
public final class JsonText {

    private static final String HEX = "0123456789abcdef";
    private static final int REPLACEMENT = 0xFFFD;

    /** For each ASCII character: 0 = written as it is, 'u' = as a hex escape, else the letter after the backslash. */
    private static final byte[] ESCAPES = new byte[0x80];

    static {
        for (int c = 0; c < ' '; c++) {
            ESCAPES[c] = 'u';
        }
        ESCAPES['\b'] = 'b';
        ESCAPES['\t'] = 't';
        ESCAPES['\n'] = 'n';
        ESCAPES['\f'] = 'f';
        ESCAPES['\r'] = 'r';
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
    }

    private JsonText() {}

    /** Returns the text as a JSON string token. */
    public static String quote(String text) {
        int first = firstEscaped(text);
        if (first < 0) {
            return '"' + text + '"';
        }
        StringBuilder out = new StringBuilder(text.length() + 16).append('"').append(text, 0, first);
        for (int i = first; i < text.length(); i++) {
            char c = text.charAt(i);
            int escape = c < 0x80 ? ESCAPES[c] : 0;
            if (escape == 0) {
                out.append(c);
            } else if (escape == 'u') {
                out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
            } else {
                out.append('\\').append((char) escape);
            }
        }
        return out.append('"').toString();
    }

    /** Returns what the inside of a valid JSON string token means. */
    public static String unescape(String inside) {
        int backslash = inside.indexOf('\\');
        if (backslash < 0) {
            return inside;
        }
        StringBuilder out = new StringBuilder(inside.length());
        int from = 0;
        while (backslash >= 0) {
            out.append(inside, from, backslash);
            char letter = inside.charAt(backslash + 1);
            from = backslash + 2;
            if (letter == 'u') {
                out.append((char) Integer.parseInt(inside, from, from + 4, 16));
                from += 4;
            } else {
                out.append(unescape(letter));
            }
            backslash = inside.indexOf('\\', from);
        }
        return out.append(inside, from, inside.length()).toString();
    }

    /** Returns the size of the text as a JSON string token in UTF-8. */
    public static int quotedLength(String text) {
        int length = 2;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length += ESCAPES[c] == 0 ? 1 : ESCAPES[c] == 'u' ? 6 : 2;
            } else if (isPair(text, i)) {
                length += 4;
                i++;
            } else {
                length += c < 0x800 ? 2 : 3;
            }
        }
        return length;
    }

    /** Writes the text as a JSON string token in UTF-8 and returns where it ends. */
    public static int writeQuoted(String text, byte[] target, int offset) {
        int at = offset;
        target[at++] = '"';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                at = writeWide(text, i, target, at);
                i += isPair(text, i) ? 1 : 0;
            } else if (ESCAPES[c] == 0) {
                target[at++] = (byte) c;
            } else {
                at = writeEscape(c, target, at);
            }
        }
        target[at++] = '"';
        return at;
    }

    /** Returns the size of the text in UTF-8; half a surrogate pair counts as U+FFFD. */
    public static int utf8Length(String text) {
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length++;
            } else if (isPair(text, i)) {
                length += 4;
                i++;
            } else {
                length += c < 0x800 ? 2 : 3;
            }
        }
        return length;
    }

    /** Writes the text in UTF-8, half a surrogate pair as U+FFFD, and returns where it ends. */
    public static int writeUtf8(String text, byte[] target, int offset) {
        int at = offset;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else {
                at = writeWide(text, i, target, at);
                i += isPair(text, i) ? 1 : 0;
            }
        }
        return at;
    }

    private static int writeEscape(char c, byte[] target, int offset) {
        int at = offset;
        target[at++] = '\\';
        target[at++] = ESCAPES[c];
        if (ESCAPES[c] == 'u') {
            target[at++] = '0';
            target[at++] = '0';
            target[at++] = (byte) HEX.charAt(c >> 4);
            target[at++] = (byte) HEX.charAt(c & 0xF);
        }
        return at;
    }

    /** Writes the character beyond ASCII at an index, or the pair that starts there. */
    private static int writeWide(String text, int index, byte[] target, int offset) {
        char first = text.charAt(index);
        int c = isPair(text, index) ? Character.toCodePoint(first, text.charAt(index + 1)) : first;
        if (c < 0x10000 && Character.isSurrogate(first)) {
            c = REPLACEMENT;
        }
        int at = offset;
        if (c < 0x800) {
            target[at++] = (byte) (0xC0 | (c >> 6));
        } else if (c < 0x10000) {
            target[at++] = (byte) (0xE0 | (c >> 12));
            target[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        } else {
            target[at++] = (byte) (0xF0 | (c >> 18));
            target[at++] = (byte) (0x80 | ((c >> 12) & 0x3F));
            target[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        }
        target[at++] = (byte) (0x80 | (c & 0x3F));
        return at;
    }

    private static int firstEscaped(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80 && ESCAPES[c] != 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isPair(String text, int i) {
        return Character.isHighSurrogate(text.charAt(i))
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
    }

    private static char unescape(char letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            default -> letter;
        };
    }
}
