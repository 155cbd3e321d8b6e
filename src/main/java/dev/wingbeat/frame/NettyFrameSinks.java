package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.pubsub.LoopTime;
import dev.wingbeat.pubsub.TurnShare;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@link NettyFrameSink}s of one event loop, and what they share: buffers of the frames they send, and one flush of
 * each socket per turn of the loop.
 */
final class NettyFrameSinks implements FrameSinks {

    private static final System.Logger LOGGER = System.getLogger(NettyFrameSinks.class.getName());
    private static final RateLimitedLog FAILED = new RateLimitedLog(LOGGER, WARNING);

    /** RFC 6455 section 1.3. */
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /** For how long a client that is thrown out is not read before it is told. */
    private static final long HOLD_SECONDS = 2;

    private final HttpConnections http;
    private final ContextInternal context;
    private final EventLoop eventLoop;
    private final LoopAccount account;
    private final LoopTime time;
    private final PerMessageDeflate deflate = new PerMessageDeflate();
    private final TurnShare frames;
    private final List<NettyFrameSink> sinks = new ArrayList<>();
    private final OutboundTurn turn;
    private @Nullable Promise<Void> closed;

    NettyFrameSinks(Context context, LoopAccount account, HttpConnections http, LoopTime time) {
        this.http = http;
        this.account = account;
        this.time = time;
        account.watch(() -> List.copyOf(sinks));
        this.context = (ContextInternal) context;
        this.eventLoop = this.context.nettyEventLoop();
        this.frames = new TurnShare(eventLoop, nextTurn(context));
        this.turn = new OutboundTurn(new FrameBuffers(deflate, http::failed), eventLoop);
    }

    /** A task that is merely executed may run before the sockets are looked at: Netty runs those for up to a second. */
    @SuppressWarnings("FutureReturnValueIgnored") // what a task throws is the context's
    static Executor nextTurn(Context context) {
        var internal = (ContextInternal) context;
        return task -> internal.nettyEventLoop().schedule(() -> internal.dispatch(task), 0, TimeUnit.NANOSECONDS);
    }

    @Override
    public HttpServerOptions prepare(HttpServerOptions options) {
        return http.prepare(options);
    }

    @Override
    public void accepted(HttpConnection connection) {
        http.accepted(connection);
    }

    /**
     * Answers 101 and takes the pipeline over from Vert.x, all in one turn of the loop. The listener is in place, and the
     * answer on its way, before the decoder gives what came behind the request.
     */
    @Override
    public Future<Void> upgrade(
            HttpServerRequest request,
            @Nullable String protocol,
            WebSocketLimits limits,
            Function<FrameSink, FrameListener> open) {
        ChannelHandlerContext handler = ((HttpServerConnection) request.connection()).channelHandlerContext();
        if (!handler.channel().isActive()) {
            return Future.succeededFuture(); // nobody is there any more
        }
        String extension = limits.compress()
                ? PerMessageDeflate.answer(request.headers().getAll("sec-websocket-extensions"))
                : null;
        try {
            switchProtocols(request, protocol, extension);
            takeOver(handler, limits.withCompress(extension != null), open);
            return Future.succeededFuture();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static void switchProtocols(
            HttpServerRequest request, @Nullable String protocol, @Nullable String extension) {
        String key = request.getHeader(HttpHeaderNames.SEC_WEBSOCKET_KEY);
        HttpServerResponse response = request.response()
                .setStatusCode(HttpResponseStatus.SWITCHING_PROTOCOLS.code())
                .putHeader(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .putHeader(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept(key));
        if (protocol != null) {
            response.putHeader(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, protocol);
        }
        if (extension != null) {
            response.putHeader(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS, extension);
        }
        response.headersEndHandler(ignored -> response.putHeader(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .headers()
                .remove(HttpHeaderNames.CONTENT_LENGTH)); // Vert.x sets both for an answer like any other
        response.end().onFailure(cause -> LOGGER.log(DEBUG, "a handshake was not answered", cause));
    }

    /** Returns the answer to a key that RFC 6455 section 4.2.2 demands. */
    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** Puts our handlers in the place of Vert.x's, with a decoder that has the mount's own limit. */
    private void takeOver(
            ChannelHandlerContext handler, WebSocketLimits limits, Function<FrameSink, FrameListener> open) {
        ChannelPipeline pipeline = handler.pipeline();
        var encoder = new WebSocket13FrameEncoder(false);
        pipeline.replace(pipeline.context(HttpResponseEncoder.class).handler(), "wsencoder", encoder);
        var sink = new NettyFrameSink(this, limits, pipeline.context(encoder));
        pipeline.replace(handler.handler(), "wingbeat", sink.reader);
        sink.listener(open.apply(sink));
        var decoder = new WatchedFrameDecoder(limits, sink.reader);
        SequentialRequestDecoder.replace(pipeline, "wsdecoder", decoder);
        pipeline.flush();
    }

    /** Reports the exception that a connection is closed after, for which no client is to blame. */
    void failed(Throwable cause) {
        http.failed(cause);
        FAILED.log(() -> "closing a connection after an exception", cause);
    }

    /** Returns the output of the sockets in this turn. */
    OutboundTurn turn() {
        return turn;
    }

    /** Returns the share of each turn in which more than one frame of a connection is handled. */
    TurnShare frames() {
        return frames;
    }

    ContextInternal context() {
        return context;
    }

    LoopAccount account() {
        return account;
    }

    LoopTime time() {
        return time;
    }

    PerMessageDeflate deflate() {
        return deflate;
    }

    /** Does something with a client later, who is not read meanwhile: told at once, he would be back at once, with new buckets. */
    @SuppressWarnings("FutureReturnValueIgnored") // what a task throws is the loop's
    void hold(NettyFrameReader reader, Runnable then) {
        reader.pause();
        eventLoop.schedule(
                () -> {
                    reader.resume();
                    then.run();
                },
                HOLD_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Tells a listener, in a task of its own, that its sink is writable again. */
    void tellWritable(@Nullable FrameListener listener) {
        if (listener != null) {
            eventLoop.execute(() -> context.dispatch(listener, FrameListener::writableAgain));
        }
    }

    void add(NettyFrameSink sink) {
        sink.index = sinks.size();
        sinks.add(sink);
    }

    /** Forgets a sink whose connection has ended; nothing happens when it was forgotten before. */
    void remove(NettyFrameSink sink) {
        if (sink.index < 0) {
            return;
        }
        NettyFrameSink last = sinks.removeLast();
        if (last != sink) {
            sinks.set(sink.index, last);
            last.index = sink.index;
        }
        sink.index = -1;
        if (closed != null && sinks.isEmpty()) {
            closed.tryComplete();
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the response's close handler hears of it
    public void reset(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2
                && request.connection() instanceof HttpServerConnection connection) {
            ChannelHandlerContext handler = connection.channelHandlerContext();
            HttpConnections.dropWhatWaits(handler.channel());
            handler.close();
        } else {
            request.response().reset().onFailure(cause -> LOGGER.log(DEBUG, "a response was not reset", cause));
        }
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

    @Override
    public Future<Void> stopAccepting() {
        return Hop.to(context, http.stopAccepting());
    }

    @Override
    public void tick(long now) {
        http.tick();
        for (int i = sinks.size() - 1; i >= 0; i--) {
            sinks.get(i).tick(now);
        }
    }
}
