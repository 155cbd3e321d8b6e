package dev.wingbeat.mount;

import dev.wingbeat.connection.HttpRefusal;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;

/**
 * What answers the requests of one path of a mount, on one loop. Internal seam.
 */
public interface Transport {

    /** Answers a request for the path. */
    void handle(HttpServerRequest request, Map<String, String> pathVariables);

    /** Sends away who comes while the mount drains. */
    default void refuse(HttpServerRequest request) {
        HttpRefusal.UNAVAILABLE.send(request);
    }

    /** Does what is to be done from time to time, at a time of the loop. */
    default void tick(long now) {}

    /** Ends what still goes on although the connections have ended. */
    default void stop() {}
}
