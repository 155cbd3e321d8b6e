package dev.wingbeat.load;

import java.util.Arrays;

/** Walks through JSON in an array, token by token, without making an object of anything. Reused for each message. Internal seam. */
public final class JsonCursor {

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private int from;
    private int to;

    /** Starts at an index. */
    public void reset(byte[] json, int start, int limit) {
        bytes = json;
        at = start;
        end = limit;
    }

    /** Returns where the next token is looked for. */
    int at() {
        return at;
    }

    /** Returns where the content of the string read last begins. */
    public int from() {
        return from;
    }

    /** Returns where the content of the string read last ends. */
    public int to() {
        return to;
    }

    /** Returns the next byte that is no white space, without taking it; 0 at the end. */
    public byte peek() {
        while (at < end) {
            byte next = bytes[at];
            if (next != ' ' && next != '\n' && next != '\r' && next != '\t') {
                return next;
            }
            at++;
        }
        return 0;
    }

    /** Reads the next byte if it is this one, and returns whether it is. */
    public boolean take(char expected) {
        if (peek() == expected) {
            at++;
            return true;
        }
        return false;
    }

    /** Reads the next byte, which must be this one. */
    public void need(char expected) {
        if (!take(expected)) {
            throw new UnreadableMessageException(at, String.valueOf(expected));
        }
    }

    /** Reads a string; its content, still escaped, is from {@link #from()} to {@link #to()}. */
    public void string() {
        need('"');
        from = at;
        while (at < end) {
            byte next = bytes[at];
            if (next == '"') {
                to = at++;
                return;
            }
            at += next == '\\' ? 2 : 1;
        }
        throw new UnreadableMessageException(end, "the end of a string");
    }

    /** Reads {@code , } or the end of an object or array; returns whether there is more. */
    public boolean more(char close) {
        if (take(',')) {
            return true;
        }
        need(close);
        return false;
    }

    /** Reads a whole number, bare or in a string; anything else is skipped and -1. */
    public long number() {
        byte first = peek();
        if (first == '"') {
            string();
            return digits(from, to);
        }
        int begin = at;
        skip();
        return digits(begin, at);
    }

    private long digits(int begin, int limit) {
        if (begin == limit || limit - begin > 18) {
            return -1;
        }
        long value = 0;
        for (int i = begin; i < limit; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value;
    }

    /** Reads one value of any kind. */
    public void skip() {
        byte first = peek();
        if (first == '"') {
            string();
        } else if (first == '{' || first == '[') {
            nested();
        } else {
            int begin = at;
            while (at < end && !endsScalar(bytes[at])) {
                at++;
            }
            if (begin == at) {
                throw new UnreadableMessageException(at, "a value");
            }
        }
    }

    private static boolean endsScalar(byte next) {
        return next == ',' || next == ']' || next == '}' || next == ' ' || next == '\n' || next == '\r' || next == '\t';
    }

    private void nested() {
        int depth = 0;
        while (at < end) {
            switch (bytes[at]) {
                case '"' -> string();
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    at++;
                    if (--depth == 0) {
                        return;
                    }
                }
                default -> at++;
            }
        }
        throw new UnreadableMessageException(end, "the end of an object or array");
    }

    /** Returns whether the string read last is this one. */
    public boolean was(byte[] text) {
        return Arrays.equals(bytes, from, to, text, 0, text.length);
    }

    /** Reads these bytes if they come next, and returns whether they do. */
    boolean takeAll(byte[] expected) {
        if (end - at >= expected.length
                && Arrays.equals(bytes, at, at + expected.length, expected, 0, expected.length)) {
            at += expected.length;
            return true;
        }
        return false;
    }
}
