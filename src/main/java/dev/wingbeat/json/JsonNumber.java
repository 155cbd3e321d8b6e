package dev.wingbeat.json;

import java.nio.charset.StandardCharsets;

/** Finds the ends of JSON numbers: of those that the grammar has and a double can hold; integers may be of any size. */
final class JsonNumber {

    /** A number of this length is held by a double, provided that its exponent has no more than two digits. */
    private static final int SHORT = 200;

    private JsonNumber() {}

    /** Returns where the number ends that begins at an index, with a sign or a digit. */
    static int end(byte[] bytes, int from) {
        int at = bytes[from] == '-' ? from + 1 : from;
        int exponent = 0;
        boolean integer = true;
        at = at < bytes.length && bytes[at] == '0' ? at + 1 : digits(bytes, at);
        if (at < bytes.length && bytes[at] == '.') {
            integer = false;
            at = digits(bytes, at + 1);
        }
        if (at < bytes.length && (bytes[at] | ' ') == 'e') {
            integer = false;
            int first = at + 1;
            if (first < bytes.length && (bytes[first] == '+' || bytes[first] == '-')) {
                first++;
            }
            at = digits(bytes, first);
            exponent = at - first;
        }
        if (at - from > SHORT || exponent > 2) {
            checkSize(bytes, from, at, integer);
        }
        return at;
    }

    /** Checks that a number can be read: not as infinity, and without taking for ever. */
    private static void checkSize(byte[] bytes, int from, int to, boolean integer) {
        if (to - from > JsonScanner.MAX_NUMBER) {
            throw JsonSyntaxException.at(
                    from, "a number of " + (to - from) + " digits", "at most " + JsonScanner.MAX_NUMBER);
        }
        String number = new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        if (!integer && Double.isInfinite(Double.parseDouble(number))) {
            throw JsonSyntaxException.at(from, "a number beyond 1.8e308", "one that a double can hold");
        }
    }

    private static int digits(byte[] bytes, int from) {
        int at = from;
        while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        if (at == from) {
            throw JsonSyntaxException.at(bytes, at, "a digit");
        }
        return at;
    }
}
