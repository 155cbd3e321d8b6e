package dev.wingbeat.api;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Problem;
import dev.wingbeat.limit.RateLimit;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a request is answered.
 *
 * @param body null for none
 */
record Answer(int status, @Nullable String body, Map<String, String> headers) {

    private static final int NO_CONTENT = 204;

    static Answer of(int status, JsonObject body) {
        return new Answer(status, status == NO_CONTENT ? null : body.encode(), Map.of());
    }

    static Answer refused(AdminException failure) {
        return refused(failure.problem(), failure.json());
    }

    private static Answer refused(Problem problem, JsonObject error) {
        var answer = of(problem.status(), new JsonObject().put("error", error));
        return problem.status() == Problem.KEY_MISSING.status() ? answer.with("www-authenticate", "Bearer") : answer;
    }

    /** Refuses who comes too often, and tells when to come again. */
    static Answer rateLimited(String limit, long nanos) {
        long millis = RateLimit.millis(nanos);
        var error = new AdminException(Problem.RATE_LIMITED, limit + " (expected: fewer, later)")
                .json()
                .put("retry_after_ms", millis);
        return refused(Problem.RATE_LIMITED, error).with("retry-after", String.valueOf((millis + 999) / 1000));
    }

    Answer with(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Answer(status, body, Map.copyOf(more));
    }

    /** Sends it. A connection whose request was refused before its body was read is of no more use. */
    void send(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(status).putHeader("cache-control", "no-store");
        headers.forEach(response::putHeader);
        if (!request.isEnded() && ApiGate.hasBody(request)) {
            response.putHeader("connection", "close");
        }
        if (body == null) {
            response.end().onFailure(ignored -> {}); // the client has gone
        } else {
            response.putHeader("content-type", "application/json").end(body).onFailure(ignored -> {});
        }
    }
}
