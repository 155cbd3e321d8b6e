package dev.wingbeat.frame;

import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.pubsub.LoopTime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The WebSockets of one event loop: makes them of upgrade requests, and watches over them. Internal seam.
 */
public interface FrameSinks {

    /** Makes the sinks of a loop. */
    @FunctionalInterface
    interface Factory {

        /**
         * Makes those of the calling event-loop context, charged to its account.
         *
         * @param http the connections as long as they have no WebSocket
         * @param time that of the loop
         */
        FrameSinks on(Context context, LoopAccount account, HttpConnections http, LoopTime time);
    }

    /** Makes those on Netty. */
    static FrameSinks on(Context context, LoopAccount account, HttpConnections http, LoopTime time) {
        return new NettyFrameSinks(context, account, http, time);
    }

    /** Returns an executor that runs a task on a context when all its sockets have had their turn. */
    static Executor nextTurn(Context context) {
        return NettyFrameSinks.nextTurn(context);
    }

    /** Sets the options of the server that the sockets need. */
    default HttpServerOptions prepare(HttpServerOptions options) {
        return options;
    }

    /** Prepares a connection that was accepted and from which nothing has been read. */
    default void accepted(HttpConnection connection) {}

    /**
     * Answers 101, unless the client has gone. The listener is in place before the first frame is read.
     *
     * @param request an upgrade request whose headers have been checked
     * @param protocol the subprotocol to answer, null for none
     */
    Future<Void> upgrade(
            HttpServerRequest request,
            @Nullable String protocol,
            WebSocketLimits limits,
            Function<FrameSink, FrameListener> open);

    /** Ends the TCP connection of a request at once: an orderly end would wait for a client that does not read. */
    void reset(HttpServerRequest request);

    /** Closes the sockets that are silent or stalled at a time of the loop. */
    void tick(long now);

    /** Closes what is open, because the node stops; completes when all TCP connections have ended. */
    Future<Void> close();

    /** Accepts nobody any more; completes on the loop when the port may be closed. To be called there. */
    default Future<Void> stopAccepting() {
        return Future.succeededFuture();
    }
}
