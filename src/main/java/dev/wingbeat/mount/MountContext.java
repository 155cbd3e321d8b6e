package dev.wingbeat.mount;

import dev.wingbeat.connection.EndpointDefaults;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.connection.TransportMetrics;
import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Vertx;

/**
 * The context that the mounts of one loop share, and the path of one of them. Internal seam.
 *
 * @param defaults what the endpoint sets for all its mounts
 * @param server what the running halves of the loop share
 * @param sinks the loop's WebSockets
 * @param path by which the mount is known to operators
 */
public record MountContext(EndpointDefaults defaults, ServerContext server, FrameSinks sinks, String path) {

    /** Makes the context that the mounts of a loop share. */
    public MountContext(EndpointDefaults defaults, ServerContext server, FrameSinks sinks) {
        this(defaults, server, sinks, "/");
    }

    /** Returns a copy for the mount at a path. */
    public MountContext at(String mount) {
        return new MountContext(defaults, server, sinks, mount);
    }

    /** Makes the counters of a transport of the mount. */
    public TransportMetrics newMetrics(String transport) {
        return new TransportMetrics(server.loop().metrics(), path, transport);
    }

    /** Returns the loop. */
    public Loop loop() {
        return server.loop();
    }

    Vertx vertx() {
        return server.vertx();
    }
}
