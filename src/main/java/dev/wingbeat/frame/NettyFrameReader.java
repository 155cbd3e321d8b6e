package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.DEBUG;

import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.limit.RateLimit;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The inbound half of a WebSocket, in the place of Vert.x's own handler in the connection's Netty pipeline: makes messages of
 * frames, and knows what has come of a message that is not complete. Confined to the loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be closed has ended
final class NettyFrameReader extends ChannelInboundHandlerAdapter implements WatchedFrameDecoder.Watcher {

    private static final System.Logger LOGGER = System.getLogger(NettyFrameReader.class.getName());
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    /** The bytes of something large that are read between two ticks while memory is short. */
    private static final int WHILE_SHORT = 256 * 1024;

    /** The bytes that each frame counts as at least: small ones cost time rather than memory. */
    static final int MIN_BYTES = 256;

    private final NettyFrameSink sink;
    private final NettyFrameSinks loop;
    private final ChannelConfig config;
    private final MessageAssembler assembler;
    private final WebSocketLimits limits;
    private long lastRead;
    private @Nullable UnfinishedMessage unfinished;
    private int frameHeld;
    private boolean framesWait;
    private int fragmentsHeld;
    private int mayHold = LoopAccount.LARGE;
    private int pauses;
    private boolean waitsForMemory;
    private final @Nullable RateLimit bytes;
    private long bytesFullAt;
    private boolean waitsForTokens;

    NettyFrameReader(NettyFrameSink sink, NettyFrameSinks loop, WebSocketLimits limits, ChannelConfig config) {
        this.sink = sink;
        this.loop = loop;
        this.config = config;
        this.assembler = new MessageAssembler(limits, loop.deflate());
        this.lastRead = loop.time().now();
        this.limits = limits;
        this.bytes = limits.rates().current().bytes();
        this.bytesFullAt = bytes == null ? 0 : limits.rates().now();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        config.setWriteBufferWaterMark(WATER_MARK);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ContextInternal context = loop.context();
        ContextInternal previous = context.beginDispatch();
        try {
            if (bytes != null && message instanceof WebSocketFrame frame) {
                charge(bytes, frame.content().readableBytes());
            }
            switch (message) {
                case WebSocketFrame frame
                when frame.rsv() != 0 && isControl(frame) ->
                    sink.close(DisconnectReason.PROTOCOL_ERROR); // RFC 7692 section 6: no control frame is compressed
                case CloseWebSocketFrame close -> sink.closeReceived(close);
                case WebSocketFrame frame when sink.closing() -> {}
                case PingWebSocketFrame ping -> sink.pong(ping.content());
                case PongWebSocketFrame pong -> {}
                case WebSocketFrame frame -> data(frame);
                default -> {} // bytes behind a protocol violation
            }
        } finally {
            context.endDispatch(previous);
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        lastRead = loop.time().now();
    }

    /** Takes tokens for a frame; while there are too few, the connection is not read. */
    private void charge(RateLimit limit, int length) {
        long now = limits.rates().now();
        bytesFullAt = limit.taken(bytesFullAt, now, Math.max(length, MIN_BYTES));
        if (!waitsForTokens && limit.debt(bytesFullAt, now) > 0) {
            waitsForTokens = true;
            limits.metrics().pausedByBytes();
            pause();
        }
    }

    private static boolean isControl(WebSocketFrame frame) {
        return frame instanceof CloseWebSocketFrame
                || frame instanceof PingWebSocketFrame
                || frame instanceof PongWebSocketFrame;
    }

    private void data(WebSocketFrame frame) {
        int length = frame.content().readableBytes();
        try {
            byte[] message = assembler.add(frame);
            if (message != null) {
                unfinished = null;
            }
            int held = assembler.held();
            if (held != fragmentsHeld) {
                loop.account().heap(held - fragmentsHeld);
                fragmentsHeld = held;
                heldChanged();
            }
            if (message != null) {
                if (bytes != null && limits.compress() && message.length > length) {
                    charge(bytes, message.length - length);
                }
                sink.message(message, assembler.binary());
            }
        } catch (MessageAssembler.RejectedMessageException e) {
            sink.close(e.reason());
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        sink.writabilityChanged();
    }

    /** Hears of the end of the TCP connection. Whatever goes wrong with telling of it, nothing is held any more. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        try {
            sink.lost();
        } finally {
            loop.account().direct(-frameHeld);
            loop.account().heap(-fragmentsHeld);
            frameHeld = 0;
            fragmentsHeld = 0;
            assembler.clear();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException violation -> violated(ctx, violation);
            case IOException reset -> ctx.close();
            case DecoderException broken when broken.getCause() instanceof IOException -> ctx.close(); // in TLS
            default -> {
                loop.failed(cause);
                sink.close(DisconnectReason.MALFORMED);
            }
        }
    }

    /** Closes after a frame that cannot be followed: what comes behind it is thrown away unread. */
    private void violated(ChannelHandlerContext ctx, CorruptedWebSocketFrameException violation) {
        LOGGER.log(DEBUG, () -> "closing a connection: " + violation.getMessage());
        boolean tooBig = violation.closeStatus().code() == DisconnectReason.TOO_BIG.code();
        sink.close(tooBig ? DisconnectReason.TOO_BIG : DisconnectReason.PROTOCOL_ERROR);
        stopDecoding(ctx.pipeline());
    }

    /** Throws what comes from now on away unread. */
    static void stopDecoding(ChannelPipeline pipeline) {
        if (pipeline.get(WebSocketFrameDecoder.class) != null) {
            pipeline.remove(WebSocketFrameDecoder.class);
        }
    }

    // --- what it holds

    @Override
    public void undecoded(int bytes, boolean waiting) {
        loop.account().direct(bytes - frameHeld);
        frameHeld = bytes;
        framesWait = waiting;
        heldChanged();
    }

    /** Keeps the time of a message that has begun; when memory is short, the rest of something large is read later. */
    private void heldChanged() {
        int held = (framesWait ? 0 : frameHeld) + fragmentsHeld; // frames that wait for their turn have come whole
        if (held == 0) {
            unfinished = null;
            mayHold = LoopAccount.LARGE;
        } else if (unfinished == null) {
            unfinished = new UnfinishedMessage(loop.time().now(), limits.maxExcused(), pauses > 0);
        }
        if (held > mayHold && !waitsForMemory && loop.account().tight()) {
            waitsForMemory = true;
            pause();
            loop.account().refused();
        }
    }

    /** Reads on what waited for tokens, whose time is no silence of the client; and a share of what waited for memory. */
    void tick(long now) {
        if (bytes != null && waitsForTokens) {
            lastRead = now;
            if (bytes.debt(bytesFullAt, limits.rates().now()) <= 0) {
                waitsForTokens = false;
                resume();
            }
        }
        if (waitsForMemory) {
            waitsForMemory = false;
            mayHold = frameHeld + fragmentsHeld + WHILE_SHORT;
            resume();
        }
    }

    /** Returns the bytes that the client may still send. */
    RateLimit.@Nullable Left bytesLeft() {
        return bytes == null ? null : bytes.left(bytesFullAt, limits.rates().now());
    }

    /** Returns how many bytes of the heap hold a message that is not complete. */
    int heapHeld() {
        return fragmentsHeld;
    }

    /** Returns how many bytes of native memory hold frames that are not complete, or wait for their turn. */
    int directHeld() {
        return frameHeld;
    }

    /** Returns the message that is on its way, null when none is. */
    @Nullable
    UnfinishedMessage unfinished() {
        return unfinished;
    }

    /** Returns when something was read last. */
    long lastRead() {
        return lastRead;
    }

    // --- whether it is read

    @Override
    public boolean paused() {
        return pauses > 0;
    }

    @Override
    public boolean turnSpent() {
        return loop.frames().spent();
    }

    @Override
    public void pause() {
        if (pauses++ == 0) {
            config.setAutoRead(false);
            if (unfinished != null) {
                unfinished.pause(loop.time().now());
            }
        }
    }

    @Override
    public void resume() {
        if (--pauses == 0) {
            config.setAutoRead(true);
            if (unfinished != null) {
                unfinished.resume(loop.time().now());
            }
        }
    }

    /** Ends the pause of a stall, whose time does not count as silence of the client. */
    void resumeAfterStall() {
        lastRead = loop.time().now();
        resume();
    }
}
