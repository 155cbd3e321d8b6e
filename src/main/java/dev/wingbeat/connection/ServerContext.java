package dev.wingbeat.connection;

import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.PubSub;
import io.vertx.core.Vertx;

/**
 * The context that the running halves of one loop share. Internal seam.
 *
 * @param limits how much clients may do
 */
public record ServerContext(Vertx vertx, PubSub pubSub, Loop loop, LoopAccount account, NodeLimits limits) {

    /** Makes one where clients may do as much as they like. */
    public ServerContext(Vertx vertx, PubSub pubSub, Loop loop, LoopAccount account) {
        this(vertx, pubSub, loop, account, NodeLimits.unlimited());
    }
}
