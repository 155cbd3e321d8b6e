package dev.wingbeat.protocol;

import dev.wingbeat.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;

/**
 * A {@code ref} or {@code join_ref} as the client sent it, echoed with value and type unchanged.
 *
 * <p>Two refs are equal when type and value are: {@code "11"} is not {@code 11}. A ref that is absent or JSON
 * {@code null} is a Java null, never an object of this class.
 *
 * <p>Internal seam.
 *
 * @param json the JSON token without whitespace; in a string token only what must be escaped is escaped
 */
public record Ref(String json) {

    private static final String TOKEN_STARTS = "\"-0123456789{[tfn";

    /** The refs {@code "0"} to {@code "999"}: clients count, and a channel keeps two refs as long as it lives. */
    private static final Ref[] COUNTED =
            IntStream.range(0, 1_000).mapToObj(i -> of(String.valueOf(i))).toArray(Ref[]::new);

    /** Checks the beginning of the token and brings the escapes of a string token to their one canonical form. */
    public Ref {
        boolean string = json.startsWith("\"");
        if (json.isEmpty()
                || TOKEN_STARTS.indexOf(json.charAt(0)) < 0
                || (string && (json.length() == 1 || !json.endsWith("\"")))) {
            throw new IllegalArgumentException("json: " + json + " (expected: one JSON token)");
        }
        if (string && json.indexOf('\\') >= 0) {
            json = JsonText.quote(unquote(json));
        }
    }

    /** Returns the string ref with this content. */
    public static Ref of(String text) {
        return new Ref(JsonText.quote(text));
    }

    /** Returns the ref of a string token without escapes, of which there is one object where clients count from zero. */
    static Ref ofToken(byte[] bytes, int from, int to) {
        int number =
                to - from <= 5 && (to - from == 3 || bytes[from + 1] != '0') ? number(bytes, from + 1, to - 1) : -1;
        return number < 0 ? new Ref(new String(bytes, from, to - from, StandardCharsets.UTF_8)) : COUNTED[number];
    }

    /** Returns the number that these digits are, -1 when they are none. */
    private static int number(byte[] bytes, int from, int to) {
        int number = from < to ? 0 : -1;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return -1;
            }
            number = 10 * number + bytes[i] - '0';
        }
        return number;
    }

    /** Returns the content of a string ref, or the token of any other; the form used in binary frames. */
    public String text() {
        return json.charAt(0) == '"' ? unquote(json) : json;
    }

    private static String unquote(String token) {
        return JsonText.unescape(token.substring(1, token.length() - 1));
    }
}
