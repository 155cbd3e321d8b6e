package dev.wingbeat.connection;

import dev.wingbeat.connection.TransportMetrics.Refusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks the query and the origin of a request: the first steps of every connect, whatever it wants to open.
 *
 * <p>Internal seam.
 *
 * @param checkOrigin which origins may connect, null for the endpoint's setting
 * @param defaults what the endpoint sets for all its mounts
 * @param refuser answers what does not pass
 */
public record RequestCheck(@Nullable OriginCheck checkOrigin, EndpointDefaults defaults, Refuser refuser) {

    /** Makes the check of a mount. */
    public RequestCheck(AdmissionOptions<?> options, EndpointDefaults defaults, Refuser refuser) {
        this(options.checkOrigin(), defaults, refuser);
    }

    /** Returns a request's parameters; null when it has been answered: 400 for the query, 403 for the origin. */
    public @Nullable Map<String, Object> params(HttpServerRequest request, Map<String, String> pathVariables) {
        return params(request, pathVariables, !request.headers().contains("upgrade"));
    }

    /**
     * Returns a request's parameters, or answers it, likewise.
     *
     * @param readable whether the answer alone tells something: then a page of the same origin needs no {@code Origin}
     */
    public @Nullable Map<String, Object> params(
            HttpServerRequest request, Map<String, String> pathVariables, boolean readable) {
        return switch (ConnectParams.parse(request.query())) {
            case ConnectParams.Invalid(String problem) -> {
                refuser.refuse(request, Refusal.MALFORMED, new HttpRefusal(400, problem));
                yield null;
            }
            case ConnectParams.Valid valid -> {
                if (!defaults.allowsOrigin(checkOrigin, request, readable)) {
                    refuser.refuse(request, Refusal.ORIGIN, HttpRefusal.FORBIDDEN);
                    yield null;
                }
                yield valid.with(pathVariables).params();
            }
        };
    }
}
