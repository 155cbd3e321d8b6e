package dev.wingbeat.mount;

import dev.wingbeat.connection.HttpRefusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * Answers the requests of one path of a mount, on one loop. Internal seam.
 */
public interface Transport {

    /** Answers a request for the path. */
    void handle(HttpServerRequest request, Map<String, String> pathVariables);

    /** Sends away who comes while the mount drains. */
    default void refuse(HttpServerRequest request) {
        HttpRefusal.UNAVAILABLE.send(request);
    }
}
