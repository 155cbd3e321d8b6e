package dev.wingbeat.json;

/**
 * Reads one JSON document, strictly as RFC 8259 has it, out of an array of valid UTF-8, in one pass and forwards only.
 *
 * <p>What it accepts is sent on to other clients as it is, so it accepts nothing a strict parser would not: no byte
 * order mark, no control character and no half of a surrogate pair in a string, no number form beyond the grammar and no
 * fraction or exponent that a double cannot hold; integers may be of any size. Its limits are those of {@link JsonMapping},
 * so that whatever is accepted can be read. It throws a {@link JsonSyntaxException} at the first byte that is wrong.
 *
 * <p>Internal seam.
 */
public final class JsonScanner {

    /** The deepest nesting of arrays and objects, the frame's own included. */
    public static final int MAX_DEPTH = 100;

    /** The longest key of an object in bytes, as it is written; that of widespread parsers. */
    public static final int MAX_KEY = 50_000;

    /** The longest number in digits and signs; that of widespread parsers. */
    public static final int MAX_NUMBER = 1_000;

    private static final int END = -1;
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final char[] LOW_SURROGATE = {'\\', 'u'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[] bytes;
    private int at;
    private int spaces;
    private boolean escaped;

    /** Begins at the first byte. */
    public JsonScanner(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Reads an opening bracket or any other required punctuation. */
    public void take(char expected) {
        if (peek() != expected) {
            throw malformed("'" + expected + "'");
        }
        at++;
    }

    /** Reads the closing bracket if it comes next. */
    public boolean takes(char close) {
        boolean found = peek() == close;
        if (found) {
            at++;
        }
        return found;
    }

    /** Reads a comma and returns true, or reads the closing bracket and returns false. */
    public boolean more(char close) {
        int next = peek();
        if (next != ',' && next != close) {
            throw malformed("',' or '" + close + "'");
        }
        at++;
        return next == ',';
    }

    /** Checks that nothing but whitespace is left. */
    public void end() {
        if (peek() != END) {
            throw malformed("the end");
        }
    }

    /** Returns whether the next token begins so. */
    public boolean at(char start) {
        return peek() == start;
    }

    /** Returns where the last token ended. */
    public int at() {
        return at;
    }

    /** Returns how many bytes of whitespace were skipped so far. */
    public int spaces() {
        return spaces;
    }

    /** Skips to the next token and returns how many bytes of whitespace were skipped so far. */
    public int spacesBefore() {
        peek();
        return spaces;
    }

    /** Returns whether the last string had an escape in it. */
    public boolean escaped() {
        return escaped;
    }

    /** Reads any value and returns where it starts. */
    public int value() {
        peek();
        int from = at;
        value(1);
        return from;
    }

    /** Reads the key of an object, not its colon, and returns where it starts. */
    public int key() {
        if (peek() != '"') {
            throw malformed("a key");
        }
        int from = string();
        if (at - from - 2 > MAX_KEY) {
            throw JsonSyntaxException.at(from, "a key of " + (at - from - 2) + " bytes", "at most " + MAX_KEY);
        }
        return from;
    }

    private void value(int depth) {
        switch (peek()) {
            case '"' -> string();
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case 't' -> literal(TRUE);
            case 'f' -> literal(FALSE);
            case 'n' -> literal(NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> at = JsonNumber.end(bytes, at);
            default -> throw malformed("a value");
        }
    }

    private void object(int depth) {
        enter(depth);
        if (takes('}')) {
            return;
        }
        do {
            key();
            take(':');
            value(depth);
        } while (more('}'));
    }

    private void array(int depth) {
        enter(depth);
        if (takes(']')) {
            return;
        }
        do {
            value(depth);
        } while (more(']'));
    }

    private void enter(int depth) {
        if (depth > MAX_DEPTH) {
            throw malformed("at most " + MAX_DEPTH + " levels of nesting");
        }
        at++;
    }

    /** Reads the string that starts here and returns where it starts. */
    public int string() {
        byte[] b = bytes;
        int from = at;
        int i = at + 1;
        escaped = false;
        while (i < b.length) {
            byte c = b[i];
            if (c == '"') {
                at = i + 1;
                return from;
            }
            if (c == '\\') {
                i = escape(i);
            } else if (c >= 0 && c < ' ') {
                at = i;
                throw malformed("no control character in a string");
            } else {
                i++;
            }
        }
        at = i;
        throw malformed("'\"'");
    }

    /** Checks the escape at an index and returns where it ends. */
    private int escape(int backslash) {
        escaped = true;
        at = backslash + 1;
        switch (at < bytes.length ? bytes[at] : END) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at++;
            case 'u' -> {
                at++;
                char unit = hex();
                if (Character.isSurrogate(unit)) {
                    otherHalf(unit);
                }
            }
            default -> throw malformed("an escape");
        }
        return at;
    }

    private char hex() {
        int unit = 0;
        for (int last = at + 3; at <= last; at++) {
            int digit = at < bytes.length ? Character.digit(bytes[at], 16) : -1;
            if (digit < 0) {
                throw malformed("a hex digit");
            }
            unit = unit << 4 | digit;
        }
        return (char) unit;
    }

    /** Reads the escape of a low surrogate, which must follow that of a high one: UTF-8 has no form for either alone. */
    private void otherHalf(char first) {
        if (!Character.isHighSurrogate(first)) {
            throw malformed("a high surrogate before a low one");
        }
        for (char letter : LOW_SURROGATE) {
            if (at == bytes.length || bytes[at] != letter) {
                throw malformed("an escaped low surrogate");
            }
            at++;
        }
        if (!Character.isLowSurrogate(hex())) {
            throw malformed("an escaped low surrogate");
        }
    }

    private void literal(byte[] expected) {
        for (byte letter : expected) {
            if (at == bytes.length || bytes[at] != letter) {
                throw malformed("'" + (char) letter + "'");
            }
            at++;
        }
    }

    /** Skips whitespace and returns the byte after it, without taking it. */
    private int peek() {
        byte[] b = bytes;
        int i = at;
        while (i < b.length) {
            byte c = b[i];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                spaces += i - at;
                at = i;
                return c;
            }
            i++;
        }
        spaces += i - at;
        at = i;
        return END;
    }

    private JsonSyntaxException malformed(String expected) {
        return JsonSyntaxException.at(bytes, at, expected);
    }
}
