package dev.wingbeat.protocol;

import dev.wingbeat.json.JsonMismatchException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Signals a payload that is not what its reader asked for: where it differs, and what was expected there. It never shows the
 * value, which may be a secret, and has no stack trace, since clients cause it at will.
 *
 * <p>A channel answers it in one line, by {@code HandleResult.error(e)} or {@code JoinResult.error(e)}; one that does not
 * catch it ends, as with any exception, and the client is told to join again.
 */
public final class PayloadException extends WingbeatException {

    private static final long serialVersionUID = 1L;

    /** The {@code reason} in the answer to a client. */
    private static final String BAD_PAYLOAD = "bad_payload";

    private final String path;
    private final String expected;

    private PayloadException(String path, String problem, String expected, @Nullable Throwable cause) {
        super(
                "payload" + (path.isEmpty() ? "" : " at " + path) + ": " + problem + " (expected: " + expected + ")",
                cause,
                false);
        this.path = path;
        this.expected = expected;
    }

    /** Makes one for a payload that is of the wrong kind as a whole. */
    static PayloadException of(Payload payload, String expected) {
        String kind = payload.isBinary() ? "binary" : payload.isObject() ? "a JSON object" : "a JSON value";
        return new PayloadException("", kind + ", " + payload.length() + " bytes", expected, null);
    }

    /** Makes one of JSON that does not fit a class: keys in it are the client's, the text of a refusal may hold anything. */
    static PayloadException of(JsonMismatchException mismatch) {
        Throwable cause = mismatch.getCause();
        boolean refused = cause instanceof IllegalArgumentException;
        return new PayloadException(
                LogText.of(mismatch.path()),
                mismatch.problem(),
                refused ? LogText.of(mismatch.expected()) : mismatch.expected(),
                cause);
    }

    /** Returns the place in the payload, such as {@code players[2].name}; empty for the payload as a whole. */
    public String path() {
        return path;
    }

    /** Returns the form that was expected at that place, such as {@code string}. */
    public String expected() {
        return expected;
    }

    /** Returns a response for the client: {@code {"reason":"bad_payload","path":…,"expected":…}}. */
    public Payload response() {
        Map<String, String> response = new LinkedHashMap<>();
        response.put("reason", BAD_PAYLOAD);
        response.put("path", path);
        response.put("expected", expected);
        return Payload.of(response);
    }
}
