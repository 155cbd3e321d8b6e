package dev.wingbeat.transport;

import static java.lang.System.Logger.Level.DEBUG;

import dev.wingbeat.channel.DisconnectReason;
import dev.wingbeat.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketFrameEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.http.WebSocketInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@link NettyFrameSink}s of one event loop, and what they share: each message as one buffer in native memory, and one
 * flush of each socket per turn of the loop.
 */
final class NettyFrameSinks implements FrameSinks {

    private static final System.Logger LOGGER = System.getLogger(NettyFrameSinks.class.getName());

    /** The channels' own allocator would make a new object for each duplicate; this one takes them from a pool. */
    private static final ByteBufAllocator ALLOCATOR = PooledByteBufAllocator.DEFAULT;

    private final ContextInternal context;
    private final EventLoop eventLoop;
    private final PerMessageDeflate deflate = new PerMessageDeflate();
    private final List<NettyFrameSink> sinks = new ArrayList<>();
    private final List<NettyFrameSink> unflushed = new ArrayList<>();
    private @Nullable Frame deflatedFrame;
    private @Nullable ByteBuf deflatedBuffer;
    private @Nullable Promise<Void> closed;
    private @Nullable Frame recentFrame;
    private @Nullable ByteBuf recentBuffer;
    private @Nullable Frame otherFrame;
    private @Nullable ByteBuf otherBuffer;

    NettyFrameSinks(Context context) {
        this.context = (ContextInternal) context;
        this.eventLoop = this.context.nettyEventLoop();
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
        String extension = limits.compress()
                ? PerMessageDeflate.answer(request.headers().getAll("sec-websocket-extensions"))
                : null;
        if (extension != null) {
            request.response().putHeader("sec-websocket-extensions", extension);
        }
        WebSocketLimits agreed = limits.withCompress(extension != null);
        return request.toWebSocket().map(webSocket -> {
            takeOver(((WebSocketInternal) webSocket).channelHandlerContext(), agreed, open);
            return null;
        });
    }

    /** Puts our handler in the place of Vert.x's, and a decoder with the mount's own limit in the place of the server's. */
    private void takeOver(
            ChannelHandlerContext vertxHandler, WebSocketLimits limits, Function<FrameSink, FrameListener> open) {
        ChannelPipeline pipeline = vertxHandler.pipeline();
        var sink = new NettyFrameSink(this, context, limits, pipeline.context(WebSocketFrameEncoder.class));
        sink.listener(open.apply(sink));
        var decoder = new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(limits.maxMessageSize())
                .allowExtensions(limits.compress())
                .closeOnProtocolViolation(false)
                .build());
        pipeline.replace(vertxHandler.handler(), "wingbeat", sink);
        pipeline.replace(pipeline.context(WebSocketFrameDecoder.class).handler(), "wsdecoder", decoder);
        if (pipeline.get(IdleStateHandler.class) != null) {
            pipeline.remove(IdleStateHandler.class);
        }
        if (!vertxHandler.channel().isActive()) {
            sink.inactive();
        }
    }

    /**
     * Returns a frame as a buffer of its own. The bytes are copied to native memory once for all sockets that send the
     * frame in this turn; two frames are kept at hand, since the members of one topic may speak two versions.
     */
    ByteBuf buffer(Frame frame) {
        if (frame == recentFrame && recentBuffer != null) {
            return recentBuffer.retainedDuplicate();
        }
        ByteBuf buffer;
        if (frame == otherFrame && otherBuffer != null) {
            buffer = otherBuffer;
        } else {
            ReferenceCountUtil.release(otherBuffer);
            buffer = ALLOCATOR.directBuffer(frame.length()).writeBytes(frame.array(), frame.offset(), frame.length());
        }
        otherFrame = recentFrame;
        otherBuffer = recentBuffer;
        recentFrame = frame;
        recentBuffer = buffer;
        return buffer.retainedDuplicate();
    }

    /** Returns a frame as a compressed buffer of its own, or as it is when compression does not pay. */
    ByteBuf deflatedBuffer(Frame frame) {
        if (frame != deflatedFrame) {
            ReferenceCountUtil.release(deflatedBuffer);
            deflatedFrame = frame;
            deflatedBuffer = deflate.deflate(frame, ALLOCATOR);
        }
        return deflatedBuffer == null ? buffer(frame) : deflatedBuffer.retainedDuplicate();
    }

    PerMessageDeflate deflate() {
        return deflate;
    }

    /** Flushes a sink at the end of this turn of the loop. */
    void flushLater(NettyFrameSink sink) {
        unflushed.add(sink);
        if (unflushed.size() == 1) {
            eventLoop.execute(this::flush);
        }
    }

    void add(NettyFrameSink sink) {
        sink.index = sinks.size();
        sinks.add(sink);
    }

    void remove(NettyFrameSink sink) {
        NettyFrameSink last = sinks.removeLast();
        if (last != sink) {
            sinks.set(sink.index, last);
            last.index = sink.index;
        }
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
            handler.channel().config().setOption(ChannelOption.SO_LINGER, 0);
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
    public void tick(long now) {
        for (int i = sinks.size() - 1; i >= 0; i--) {
            sinks.get(i).tick(now);
        }
    }

    private void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
        forget();
    }

    private void forget() {
        ReferenceCountUtil.release(recentBuffer);
        ReferenceCountUtil.release(otherBuffer);
        ReferenceCountUtil.release(deflatedBuffer);
        recentFrame = null;
        recentBuffer = null;
        otherFrame = null;
        otherBuffer = null;
        deflatedFrame = null;
        deflatedBuffer = null;
    }
}
