package dev.wingbeat.api;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Problem;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request.
 *
 * @param body null for none
 */
record Answer(int status, @Nullable String body, Map<String, String> headers) {

    private static final int NO_CONTENT = 204;

    static Answer of(int status, JsonObject body) {
        return new Answer(status, status == NO_CONTENT ? null : body.encode(), Map.of());
    }

    static Answer refused(AdminException failure) {
        Problem problem = failure.problem();
        var answer = of(problem.status(), new JsonObject().put("error", failure.json()));
        if (failure.retryAfterMillis() > 0) {
            return answer.with("retry-after", String.valueOf((failure.retryAfterMillis() + 999) / 1000));
        }
        return problem.status() == Problem.KEY_MISSING.status() ? answer.with("www-authenticate", "Bearer") : answer;
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
