package dev.wingbeat.transport;

import dev.wingbeat.channel.ServerContext;
import dev.wingbeat.pubsub.Loop;
import io.vertx.core.Vertx;

/**
 * What the mounts of one loop share. Internal seam between the root and transport.
 *
 * @param terms what the endpoint sets for all its mounts
 * @param server what the running halves of the loop share
 * @param sinks the loop's WebSockets
 */
public record MountContext(ServerTerms terms, ServerContext server, FrameSinks sinks) {

    Loop loop() {
        return server.loop();
    }

    Vertx vertx() {
        return server.vertx();
    }
}
