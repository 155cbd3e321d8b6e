package dev.wingbeat.api;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Caller;
import dev.wingbeat.admin.Problem;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The checks that a request has to pass before it is run. Confined to one loop. */
final class ApiGate {

    private static final int MAX_IDEMPOTENCY_KEY = 64;

    private final ApiService service;

    ApiGate(ApiService service) {
        this.service = service;
    }

    /** Returns the caller; fails without a valid key. */
    Caller caller(HttpServerRequest request) {
        if (!request.headers().contains("authorization")) {
            throw new AdminException(
                    Problem.KEY_MISSING, "Authorization: missing (expected: Bearer and a key of the API)");
        }
        String key = ApiKeys.bearer(request);
        Caller caller = key == null ? null : service.keys().find(key);
        if (caller == null) {
            throw new AdminException(
                    Problem.KEY_INVALID, "Authorization: no key of this API (expected: Bearer and one)");
        }
        return caller;
    }

    /** Returns the announced length of the body, 0 when none is announced. */
    long contentLength(HttpServerRequest request) {
        String header = request.getHeader("content-length");
        return header == null || !header.matches("[0-9]{1,18}") ? 0 : Long.parseLong(header);
    }

    /** Returns whether a body comes with a request. */
    static boolean hasBody(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        return request.headers().contains("transfer-encoding") || (length != null && !length.equals("0"));
    }

    /** Reads a body, and adds what stands in path and query; fails when that is not as it should be. */
    JsonObject merged(HttpServerRequest request, Buffer body, JsonObject arguments) {
        if (body.length() == 0) {
            return arguments;
        }
        checkType(request);
        JsonObject all = parsed(body).copy();
        for (String name : arguments.fieldNames()) {
            if (all.containsKey(name)) {
                throw new AdminException(Problem.FIELD_UNKNOWN, name + ": stands in the path or query already", name);
            }
            all.put(name, arguments.getValue(name));
        }
        return all;
    }

    private static void checkType(HttpServerRequest request) {
        String header = request.getHeader("content-type");
        String type = header == null ? "" : header.toLowerCase(Locale.ROOT).replace(" ", "");
        if (!type.equals("application/json") && !type.matches("application/json;charset=\"?utf-8\"?")) {
            throw new AdminException(
                    Problem.CONTENT_TYPE, "content-type: not JSON (expected: application/json, in UTF-8)");
        }
    }

    private static JsonObject parsed(Buffer body) {
        int from = 0;
        int to = body.length();
        while (from < to && isSpace(body.getByte(from))) {
            from++;
        }
        while (to > from && isSpace(body.getByte(to - 1))) {
            to--;
        }
        Payload payload = Payload.checkedJson(body.getBytes(from, to));
        if (payload == null || !payload.isObject()) {
            throw new AdminException(Problem.JSON_INVALID, "body: no JSON object (expected: one, in UTF-8)");
        }
        return payload.json();
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    /** Returns the key by which a request may be sent again, null without one. */
    static @Nullable String idempotencyKey(HttpServerRequest request) {
        String key = request.getHeader("idempotency-key");
        if (key == null) {
            return null;
        }
        if (key.isEmpty() || key.length() > MAX_IDEMPOTENCY_KEY || !key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw new AdminException(
                    Problem.FIELD_INVALID,
                    "Idempotency-Key: " + key.length() + " characters (expected: 1 to " + MAX_IDEMPOTENCY_KEY
                            + " of ASCII, without spaces)",
                    "Idempotency-Key");
        }
        return key;
    }
}
