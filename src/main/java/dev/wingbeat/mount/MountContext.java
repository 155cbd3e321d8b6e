package dev.wingbeat.mount;

import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Vertx;

/**
 * The context that the mounts of one loop share. Internal seam.
 *
 * @param defaults what the endpoint sets for all its mounts
 * @param server what the running halves of the loop share
 * @param sinks the loop's WebSockets
 */
public record MountContext(EndpointDefaults defaults, ServerContext server, FrameSinks sinks) {

    /** Returns the loop. */
    public Loop loop() {
        return server.loop();
    }

    Vertx vertx() {
        return server.vertx();
    }
}
