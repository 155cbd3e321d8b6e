package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.Holder;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.RateLimitedLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import org.jspecify.annotations.Nullable;

/**
 * The outbound half of a WebSocket on a Netty pipeline, and its end. Messages are written as whole frames past the encoder.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, which is what we hear of it
final class NettyFrameSink implements FrameSink, Holder {

    private static final System.Logger LOGGER = System.getLogger(NettyFrameSink.class.getName());
    private static final RateLimitedLog SLOW = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog SHED = new RateLimitedLog(LOGGER, WARNING);
    private static final int NO_CODE = 1005;

    /** How long a client that got our close frame, and the end of our output with it, may take to end the connection. */
    private static final long CLOSE_NANOS = 1_000_000_000L;

    private final NettyFrameSinks loop;
    private final WebSocketLimits limits;
    private final ChannelHandlerContext encoder;
    private final NettyFrameReader reader;
    private @Nullable FrameListener listener;
    private @Nullable Stall stall;
    private long closingSince;
    private boolean unflushed;
    private boolean closing;
    private boolean closeSent;
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

    /** Sets who takes what comes. */
    void listener(FrameListener listener) {
        this.listener = listener;
    }

    /** Returns the inbound half. */
    NettyFrameReader reader() {
        return reader;
    }

    @Override
    public void send(Frame frame) {
        if (!closing) {
            ByteBuf buffer = limits.compress()
                    ? loop.buffers().deflated(frame)
                    : loop.buffers().of(frame);
            int length = buffer.readableBytes();
            encoder.write(buffer, encoder.voidPromise());
            limits.metrics().sent(length, frame.isBinary());
            written(length);
        }
    }

    @Override
    public void ping(byte[] bytes) {
        if (!closing) {
            encoder.pipeline().write(new PingWebSocketFrame(Unpooled.wrappedBuffer(bytes)));
            written(bytes.length);
        }
    }

    /** Answers a ping with what it says. */
    void pong(ByteBuf content) {
        encoder.pipeline().write(new PongWebSocketFrame(content.retain()), encoder.voidPromise());
        written(content.capacity());
    }

    void flush() {
        unflushed = false;
        encoder.flush();
    }

    private void written(int length) {
        if (!unflushed) {
            unflushed = true;
            loop.flushLater(this);
        }
        if (stall != null) {
            waits(stall, length);
        }
    }

    private void waits(Stall full, int length) {
        full.wrote(length);
        loop.account().grown(length);
        if (full.behind() > limits.maxPending()) {
            encoder.flush();
            if (full.behind() > limits.maxPending()) {
                limits.metrics().stalledByBytes();
                giveUp("more than " + limits.maxPending() + " bytes wait behind a message");
            }
        }
    }

    @Override
    public long pending() {
        var buffer = encoder.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
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

    /** Closes the silent, the stalled, and those that do not answer a close. */
    void tick(long now) {
        reader.tick(now);
        if (stall != null) {
            stall.show();
        }
        if (closing) {
            if (now - closingSince
                    > (closeSent ? CLOSE_NANOS : limits.stallTimeout().toNanos())) {
                reset();
            }
        } else if (stall != null) {
            if (stall.nothingTakenFor(now) > limits.stallTimeout().toNanos()) {
                limits.metrics().stalledByTime();
                giveUp("nothing taken for " + limits.stallTimeout());
            }
        } else if (now - reader.lastRead() > limits.idleTimeout().toNanos()) {
            close(DisconnectReason.IDLE);
        } else if (reader.unfinishedSince() != 0
                && now - reader.unfinishedSince() > limits.messageTimeout().toNanos()) {
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
        if (!closeSent) {
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
        long unfinished = reader.unfinishedSince();
        long since = unfinished != 0 ? unfinished : stall == null ? 0 : stall.begin();
        return since == 0 ? 0 : loop.time().now() - since;
    }

    @Override
    public void shed() {
        if (!closing) {
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
        if (!closing) {
            end(reason);
            var frame = new CloseWebSocketFrame(code, text);
            Runnable send = () -> encoder.pipeline().writeAndFlush(frame).addListener(sent -> closeSent());
            if (held) {
                NettyFrameReader.stopDecoding(encoder.pipeline()); // there may be a whole buffer of it
                loop.hold(reader, send);
            } else {
                send.run();
            }
        }
    }

    /** Ends our output behind the close frame: a client that does not answer it still notices at once. */
    private void closeSent() {
        closeSent = true;
        closingSince = loop.time().now();
        if (encoder.channel() instanceof DuplexChannel duplex
                && encoder.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput();
        }
    }

    /** The client closes, or answers our close: RFC 6455 section 7.1.1 lets the server end the TCP connection. */
    void closeReceived(CloseWebSocketFrame frame) {
        if (closing) {
            encoder.close();
            return;
        }
        int code = frame.statusCode();
        end(new CloseReason.Remote(code < 0 ? NO_CODE : code, frame.reasonText()));
        var answer = code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
        encoder.pipeline().writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }

    /** Returns whether its end has begun. */
    boolean closing() {
        return closing;
    }

    private void end(CloseReason reason) {
        closing = true;
        closingSince = loop.time().now();
        encoder.channel().eventLoop().execute(() -> notifyClosed(reason));
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
        closing = true;
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
