package dev.wingbeat.protocol;

/**
 * A {@code ref} or {@code join_ref} as the client sent it, echoed with value and type unchanged.
 *
 * <p>Two refs are equal when type and value are: {@code "11"} is not {@code 11}. A ref that is absent or JSON
 * {@code null} is a Java null, never an object of this class.
 *
 * @param json the JSON token without whitespace; in a string token only what must be escaped is escaped
 */
public record Ref(String json) {

    private static final String TOKEN_STARTS = "\"-0123456789{[tfn";

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

    /** Returns the content of a string ref, or the token of any other; the form used in binary frames. */
    public String text() {
        return json.charAt(0) == '"' ? unquote(json) : json;
    }

    private static String unquote(String token) {
        return JsonText.unescape(token.substring(1, token.length() - 1));
    }
}
