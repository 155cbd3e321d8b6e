package dev.wingbeat.management;

import dev.wingbeat.frame.FrameSinks;
import dev.wingbeat.limit.LoopAccount;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * Something that the management port serves beside health and figures. Made on the loop of that port, and confined to it.
 *
 * <p>Internal seam.
 */
public interface ManagementSite {

    /** Makes a site when the port is about to listen. */
    @FunctionalInterface
    interface Factory {

        /** Makes it on the calling context. */
        ManagementSite on(Place place);
    }

    /**
     * The surroundings that a site may use.
     *
     * @param vertx that of the port, which has one loop and no cluster
     * @param context the loop
     * @param account what is held for clients of the port
     * @param sinks makes WebSockets of its requests
     */
    record Place(Vertx vertx, Context context, LoopAccount account, FrameSinks sinks) {}

    /** Answers a request when it is for this site; false when it is not. */
    boolean handle(HttpServerRequest request);

    /** Does what is to be done from time to time; called four times a second. */
    default void tick() {}

    /** Ends what goes on, after the connections have been closed. */
    default void stop() {}
}
