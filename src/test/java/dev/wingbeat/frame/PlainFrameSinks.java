package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.DEBUG;

import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.pubsub.LoopTime;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@link PlainFrameSink}s of one event loop: they keep the seam honest, and are the way out should a release of Vert.x move
 * what those on Netty rest on. They know no compression, and look at the size of a frame when it is there.
 */
public final class PlainFrameSinks implements FrameSinks {

    private static final System.Logger LOGGER = System.getLogger(PlainFrameSinks.class.getName());
    private static final int CLOSING_SECONDS = 5;
    private static final int HTTP_IDLE_SECONDS = 75;
    private static final int STALL_MILLIS = 10_000;
    private static final int MAX_FRAME = 16 << 20;

    private final Context context;
    private final LoopTime time;
    private final Set<PlainFrameSink> sinks = new LinkedHashSet<>();
    private @Nullable Promise<Void> closed;

    /** Makes those of a loop; the public API has nothing to charge them to, nor to limit HTTP by. */
    public static FrameSinks on(Context context, LoopAccount account, HttpConnections http, LoopTime time) {
        return new PlainFrameSinks(context, time);
    }

    private PlainFrameSinks(Context context, LoopTime time) {
        this.context = context;
        this.time = time;
    }

    @Override
    public HttpServerOptions prepare(HttpServerOptions options) {
        return options.setMaxWebSocketFrameSize(MAX_FRAME)
                .setWebSocketClosingTimeout(CLOSING_SECONDS)
                .setIdleTimeout(HTTP_IDLE_SECONDS)
                .setHttp2ClearTextEnabled(false)
                .setMaxInitialLineLength(HttpConnections.MAX_LINE)
                .setMaxHeaderSize(HttpConnections.MAX_LINE)
                .setTcpUserTimeout(STALL_MILLIS);
    }

    @Override
    public Future<Void> upgrade(
            HttpServerRequest request,
            @Nullable String protocol,
            WebSocketLimits limits,
            Function<FrameSink, FrameListener> open) {
        if (protocol != null) {
            request.response().putHeader("sec-websocket-protocol", protocol);
        }
        return request.toWebSocket().map(webSocket -> {
            var sink = new PlainFrameSink(this, webSocket, limits);
            sinks.add(sink);
            sink.open(open.apply(sink));
            return null;
        });
    }

    LoopTime time() {
        return time;
    }

    void later(Runnable task) {
        context.runOnContext(ignored -> task.run());
    }

    void remove(PlainFrameSink sink) {
        sinks.remove(sink);
        if (closed != null && sinks.isEmpty()) {
            closed.tryComplete();
        }
    }

    @Override
    public void reset(HttpServerRequest request) {
        request.response().reset().onFailure(cause -> LOGGER.log(DEBUG, "a response was not reset", cause));
    }

    @Override
    public void tick(long now) {
        List.copyOf(sinks).forEach(sink -> sink.tick(now));
    }

    @Override
    public Future<Void> close() {
        if (sinks.isEmpty()) {
            return Future.succeededFuture();
        }
        closed = Promise.promise();
        List.copyOf(sinks).forEach(sink -> sink.close(DisconnectReason.DRAINING));
        return closed.future();
    }
}
