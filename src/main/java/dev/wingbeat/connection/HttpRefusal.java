package dev.wingbeat.connection;

import dev.wingbeat.protocol.Expect;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/**
 * The HTTP answer to a client that may not connect.
 *
 * @param status the status code, 400 to 599
 * @param body the text body, may be empty
 */
public record HttpRefusal(int status, String body) {

    /** 403 with an empty body. */
    public static final HttpRefusal FORBIDDEN = new HttpRefusal(403, "");

    /** 503 with an empty body: the client may get in later. */
    public static final HttpRefusal UNAVAILABLE = new HttpRefusal(503, "");

    private static final System.Logger LOGGER = System.getLogger(HttpRefusal.class.getName());

    /**
     * Checks the status.
     *
     * @throws IllegalArgumentException unless it says that the request failed
     */
    public HttpRefusal {
        Expect.between("status", status, 400, 599);
    }

    /** Answers a request. The body may repeat what the client sent: it goes out as plain text. */
    public void send(HttpServerRequest request) {
        HttpServerResponse response = request.response().setStatusCode(status);
        if (!body.isEmpty()) {
            response.putHeader("content-type", "text/plain; charset=utf-8");
        }
        request.resume();
        response.end(body).onFailure(cause -> LOGGER.log(System.Logger.Level.DEBUG, "a refusal was not sent", cause));
    }
}
