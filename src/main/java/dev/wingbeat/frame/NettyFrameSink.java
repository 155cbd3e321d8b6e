package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.Holder;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.RateLimitedLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import org.jspecify.annotations.Nullable;

/** The outbound half of a WebSocket on a Netty pipeline, and its end. Messages are written as whole frames past the encoder. */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, which is what we hear of it
final class NettyFrameSink implements FrameSink, Holder {

    private static final System.Logger LOGGER = System.getLogger(NettyFrameSink.class.getName());
    private static final RateLimitedLog SLOW = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog SHED = new RateLimitedLog(LOGGER, WARNING);
    private static final int NO_CODE = 1005;

    private final NettyFrameSinks loop;
    private final WebSocketLimits limits;
    private final ChannelHandlerContext encoder;
    final NettyFrameReader reader;
    private @Nullable FrameListener listener;
    private @Nullable Stall stall;
    private @Nullable CloseHandshake closing;

    /** The bytes to send in this turn of the loop; null without any. */
    private OutboundTurn.@Nullable Range range;
    /** Something is left of earlier turns: what is sent now will wait, and takes no more memory than its own bytes. */
    private boolean behind;

    private boolean notified;
    /** The place in the loop's list, -1 when it is not there. */
    int index = -1;

    /** Makes the sink; {@code encoder} is the place in the pipeline behind which whole frames are written. */
    NettyFrameSink(NettyFrameSinks loop, WebSocketLimits limits, ChannelHandlerContext encoder) {
        this.loop = loop;
        this.limits = limits;
        this.encoder = encoder;
        this.reader = new NettyFrameReader(this, loop, limits, encoder.channel().config());
        loop.add(this);
    }

    /** Sets the listener of what is received. */
    void listener(FrameListener listener) {
        this.listener = listener;
    }

    @Override
    public void send(Frame frame) {
        if (closing == null) {
            OutboundTurn.Range sent = range();
            int length =
                    limits.compress() ? sent.sendDeflated(frame) : behind ? sent.sendAlone(frame) : sent.send(frame);
            limits.metrics().sent(length, frame.isBinary());
        }
    }

    @Override
    public void ping(byte[] bytes) {
        if (closing == null) {
            control(new PingWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
        }
    }

    /** Answers a ping with what it says. */
    void pong(ByteBuf content) {
        control(new PongWebSocketFrame(content.retain()));
    }

    private void control(WebSocketFrame frame) {
        int length = frame.content().readableBytes();
        range().write();
        encoder.pipeline().write(frame, encoder.voidPromise());
        written(length);
    }

    private OutboundTurn.Range range() {
        OutboundTurn.Range begun = range == null ? loop.turn().begin(this) : range;
        range = begun;
        return begun;
    }

    /** Writes whole frames. */
    void write(ByteBuf frames) {
        int length = frames.readableBytes();
        encoder.write(frames, encoder.voidPromise());
        written(length);
    }

    private void written(int length) {
        if (stall != null) {
            loop.account().grown(length);
            if (stall.tooMuchBehind(length)) {
                limits.metrics().stalledByBytes();
                giveUp("more than " + limits.maxPending() + " bytes wait behind a message");
            }
        }
    }

    /** Writes what the turn has for this socket, and flushes it. */
    void flush() {
        range().write();
        range = null;
        encoder.flush();
        var buffer = encoder.channel().unsafe().outboundBuffer();
        behind = buffer != null && !buffer.isEmpty();
    }

    @Override
    public long pending() {
        var buffer = encoder.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() + (range == null ? 0 : range.length());
    }

    /** Begins or ends a stall: a client that does not take what it has caused is not read meanwhile. */
    void writabilityChanged() {
        boolean full = !encoder.channel().isWritable();
        if (full && stall == null) {
            stall = new Stall(encoder.channel(), limits, loop.time().now());
            reader.pause();
        } else if (!full && stall != null) {
            stall.end();
            stall = null;
            reader.resumeAfterStall();
            loop.tellWritable(listener);
        }
    }

    @Override
    public boolean writable() {
        return stall == null;
    }

    @Override
    public RateLimit.@Nullable Left bytesLeft() {
        return reader.bytesLeft();
    }

    /** Closes the silent, the stalled, and those that do not answer a close. */
    void tick(long now) {
        reader.tick(now);
        if (stall != null) {
            stall.show();
        }
        if (closing != null) {
            if (closing.isOverdue(now, limits.stallTimeout())) {
                reset();
            }
        } else if (stall != null) {
            if (stall.nothingTakenFor(now) > limits.stallTimeout().toNanos()) {
                limits.metrics().stalledByTime();
                giveUp("nothing taken for " + limits.stallTimeout());
            }
        } else if (now - reader.lastRead() > limits.idleTimeout().toNanos()) {
            close(DisconnectReason.IDLE);
        } else if (reader.unfinished() != null
                && reader.unfinished().age(now) > limits.messageTimeout().toNanos()) {
            close(DisconnectReason.UNFINISHED);
        }
    }

    /** Resets the TCP connection: an orderly close would stand in line behind what the client does not read. */
    private void giveUp(String why) {
        SLOW.log(() -> "closing " + encoder.channel().remoteAddress() + ", it does not read: " + why);
        end(new CloseReason.Disconnected(DisconnectReason.SLOW_CONSUMER));
        reset();
    }

    private void reset() {
        if (closing == null || !closing.isSent()) {
            HttpConnections.dropWhatWaits(encoder.channel());
        }
        encoder.close();
    }

    /** Hands over a message. */
    void message(byte[] message, boolean binary) {
        limits.metrics().received(message.length, binary);
        if (listener != null) {
            listener.message(message, binary);
        }
    }

    @Override
    public long heapHeld() {
        return reader.heapHeld() + (listener == null ? 0 : listener.held());
    }

    @Override
    public long directHeld() {
        return reader.directHeld() + pending();
    }

    @Override
    public long heldFor() {
        long now = loop.time().now();
        long begun = reader.unfinished() != null ? reader.unfinished().since() : stall != null ? stall.begin() : now;
        return Math.max(now - begun, listener == null ? 0 : listener.heldFor());
    }

    @Override
    public void shed() {
        if (closing == null) {
            SHED.log(() -> "closing " + encoder.channel().remoteAddress() + ", memory is short and it holds "
                    + heapHeld() + " bytes of the heap and " + directHeld() + " of direct memory");
            end(new CloseReason.Disconnected(DisconnectReason.OVERLOADED));
            reset();
        }
    }

    @Override
    public void close(DisconnectReason reason) {
        int code = listener == null ? reason.code() : listener.code(reason);
        close(code, "", new CloseReason.Disconnected(reason), reason == DisconnectReason.LIMITED);
    }

    @Override
    public void close(int code, String text) {
        close(code, text, new CloseReason.Local(code, text), false);
    }

    private void close(int code, String text, CloseReason reason, boolean held) {
        if (closing == null) {
            CloseHandshake end = end(reason);
            var frame = new CloseWebSocketFrame(code, text);
            Runnable send = () -> last(frame)
                    .addListener(sent -> end.sent(encoder, loop.time().now()));
            if (held) {
                NettyFrameReader.stopDecoding(encoder.pipeline()); // there may be a whole buffer of it
                loop.hold(reader, send);
            } else {
                send.run();
            }
        }
    }

    private ChannelFuture last(CloseWebSocketFrame frame) {
        range().write();
        return encoder.pipeline().writeAndFlush(frame);
    }

    /** The client closes, or answers our close: RFC 6455 section 7.1.1 lets the server end the TCP connection. */
    void closeReceived(CloseWebSocketFrame frame) {
        if (closing != null) {
            encoder.close();
            return;
        }
        int code = frame.statusCode();
        end(new CloseReason.Remote(code < 0 ? NO_CODE : code, frame.reasonText()));
        var answer = code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
        last(answer).addListener(ChannelFutureListener.CLOSE);
    }

    /** Returns whether its end has begun. */
    boolean closing() {
        return closing != null;
    }

    private CloseHandshake end(CloseReason reason) {
        var begun = new CloseHandshake(loop.time().now());
        closing = begun;
        encoder.channel().eventLoop().execute(() -> notifyClosed(reason));
        return begun;
    }

    private void notifyClosed(CloseReason reason) {
        FrameListener told = listener;
        if (!notified && told != null) {
            notified = true;
            loop.context().dispatch(reason, told::closed);
        }
    }

    /** Ends, since the TCP connection has. Whatever goes wrong with telling of it, the socket is off the list. */
    void lost() {
        closing = closing == null ? new CloseHandshake(loop.time().now()) : closing;
        if (stall != null) {
            stall.end();
        }
        try {
            notifyClosed(new CloseReason.Lost());
        } finally {
            loop.remove(this);
        }
    }
}
