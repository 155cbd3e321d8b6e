package dev.wingbeat.connection;

import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.pubsub.Loop;
import dev.wingbeat.pubsub.PubSub;
import dev.wingbeat.trace.Traces;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * The context that the running halves of one loop share. Internal seam.
 *
 * @param limits how much clients may do
 * @param traces records traces, null when nobody does
 * @param taps where operators look at messages of clients
 */
public record ServerContext(
        Vertx vertx,
        PubSub pubSub,
        Loop loop,
        LoopAccount account,
        NodeLimits limits,
        @Nullable Traces traces,
        ConnectionView.TapPlace taps) {

    /** Makes one without traces, and without taps. */
    public ServerContext(Vertx vertx, PubSub pubSub, Loop loop, LoopAccount account, NodeLimits limits) {
        this(vertx, pubSub, loop, account, limits, null, new ConnectionView.TapPlace());
    }

    /** Makes one where clients may do as much as they like. */
    public ServerContext(Vertx vertx, PubSub pubSub, Loop loop, LoopAccount account) {
        this(vertx, pubSub, loop, account, NodeLimits.unlimited());
    }
}
