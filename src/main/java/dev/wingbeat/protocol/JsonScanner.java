package dev.wingbeat.protocol;

/**
 * Reads one JSON document, strictly as RFC 8259 has it, out of an array of valid UTF-8, in one pass and forwards only.
 *
 * <p>What it accepts is sent on to other clients as it is, so it accepts nothing a strict parser would not: no byte
 * order mark, no control character in a string, no number form beyond the grammar. Numbers are never converted.
 */
final class JsonScanner {

    /** How deep arrays and objects may nest, the frame's own included. */
    static final int MAX_DEPTH = 100;

    private static final int END = -1;
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final byte[] bytes;
    private int at;
    private int spaces;
    private boolean escaped;

    JsonScanner(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes the opening bracket or any other required punctuation. */
    void take(char expected) {
        if (peek() != expected) {
            throw malformed("'" + expected + "'");
        }
        at++;
    }

    /** Takes the closing bracket if it comes next. */
    boolean takes(char close) {
        boolean found = peek() == close;
        if (found) {
            at++;
        }
        return found;
    }

    /** Takes a comma and returns true, or takes the closing bracket and returns false. */
    boolean more(char close) {
        int next = peek();
        if (next != ',' && next != close) {
            throw malformed("',' or '" + close + "'");
        }
        at++;
        return next == ',';
    }

    /** Checks that nothing but whitespace is left. */
    void end() {
        if (peek() != END) {
            throw malformed("the end");
        }
    }

    /** Returns whether the next token begins so. */
    boolean at(char start) {
        return peek() == start;
    }

    /** Returns where the last token ended. */
    int at() {
        return at;
    }

    /** Returns how many bytes of whitespace were skipped so far. */
    int spaces() {
        return spaces;
    }

    /** Skips to the next token and returns how many bytes of whitespace were skipped so far. */
    int spacesBefore() {
        peek();
        return spaces;
    }

    /** Returns whether the last string had an escape in it. */
    boolean escaped() {
        return escaped;
    }

    /** Takes any value and returns where it starts. */
    int value() {
        peek();
        int from = at;
        value(1);
        return from;
    }

    /** Takes the key of an object, not its colon, and returns where it starts. */
    int key() {
        if (peek() != '"') {
            throw malformed("a key");
        }
        return string();
    }

    private void value(int depth) {
        switch (peek()) {
            case '"' -> string();
            case '{' -> object(depth + 1);
            case '[' -> array(depth + 1);
            case 't' -> literal(TRUE);
            case 'f' -> literal(FALSE);
            case 'n' -> literal(NULL);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
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

    /** Takes the string that starts here and returns where it starts. */
    int string() {
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
                for (int last = at++ + 4; at <= last; at++) {
                    if (at == bytes.length || Character.digit(bytes[at], 16) < 0) {
                        throw malformed("a hex digit");
                    }
                }
            }
            default -> throw malformed("an escape");
        }
        return at;
    }

    private void number() {
        if (bytes[at] == '-') {
            at++;
        }
        if (at < bytes.length && bytes[at] == '0') {
            at++;
        } else {
            digits();
        }
        if (at < bytes.length && bytes[at] == '.') {
            at++;
            digits();
        }
        if (at < bytes.length && (bytes[at] | ' ') == 'e') {
            at++;
            if (at < bytes.length && (bytes[at] == '+' || bytes[at] == '-')) {
                at++;
            }
            digits();
        }
    }

    private void digits() {
        int from = at;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw malformed("a digit");
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

    private MalformedFrameException malformed(String expected) {
        String found = at < bytes.length ? "0x%02x".formatted(bytes[at]) : "end of message";
        return MalformedFrameException.at(at, found, expected);
    }
}
