package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.Holder;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.RateLimitedLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameDecoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.internal.ContextInternal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FrameSink} that takes the place of Vert.x's own handler in the connection's Netty pipeline, keeping its frame
 * decoder. Messages are written as whole frames past the encoder.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, which is what we hear of it
final class NettyFrameSink extends ChannelInboundHandlerAdapter implements FrameSink, Holder {

    private static final System.Logger LOGGER = System.getLogger(NettyFrameSink.class.getName());
    private static final RateLimitedLog SLOW = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog SHED = new RateLimitedLog(LOGGER, WARNING);
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 * 1024, 64 * 1024);
    private static final int NO_CODE = 1005;

    /** How much of something large is read between two ticks while memory is short. */
    private static final int WHILE_SHORT = 256 * 1024;

    /** How long a client that got our close frame, and the end of our output with it, may take to end the connection. */
    private static final long CLOSE_NANOS = 1_000_000_000L;

    private final NettyFrameSinks loop;
    private final ContextInternal context;
    private final WebSocketLimits limits;
    private final Reading reading;
    private final ChannelHandlerContext encoder;
    private final MessageAssembler assembler;
    private @Nullable FrameListener listener;
    private long lastRead;
    private long messageSince;
    private int frameHeld;
    private int fragmentsHeld;
    private @Nullable Stall stall;
    private long closingSince;
    private boolean unflushed;
    private int mayHold = LoopAccount.LARGE;
    private boolean paused;
    private boolean closing;
    private boolean closeSent;
    private boolean notified;

    /** The place in the loop's list, -1 when it is not there. */
    int index = -1;

    /** Makes the sink; {@code encoder} is the place in the pipeline behind which whole frames are written. */
    NettyFrameSink(NettyFrameSinks loop, WebSocketLimits limits, Reading reading, ChannelHandlerContext encoder) {
        this.loop = loop;
        this.context = loop.context();
        this.limits = limits;
        this.reading = reading;
        this.encoder = encoder;
        this.assembler = new MessageAssembler(limits, loop.deflate());
        this.lastRead = loop.time().now();
        loop.add(this);
    }

    /** Sets who takes what comes. */
    void listener(FrameListener listener) {
        this.listener = listener;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        ctx.channel().config().setWriteBufferWaterMark(WATER_MARK);
    }

    // --- out

    @Override
    public void send(Frame frame) {
        if (!closing) {
            ByteBuf buffer = limits.compress() ? loop.deflatedBuffer(frame) : loop.buffer(frame);
            int length = buffer.readableBytes();
            encoder.write(buffer, encoder.voidPromise());
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
                giveUp("more than " + limits.maxPending() + " bytes wait behind a message");
            }
        }
    }

    @Override
    public long pending() {
        var buffer = encoder.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        stall = ctx.channel().isWritable()
                ? null
                : new Stall(ctx.channel(), loop.time().now());
    }

    /** Closes the silent, the stalled, and those that do not answer a close. */
    void tick(long now) {
        if (paused) {
            paused = false;
            mayHold = frameHeld + fragmentsHeld + WHILE_SHORT;
            reading.resume();
        }
        if (closing) {
            if (now - closingSince
                    > (closeSent ? CLOSE_NANOS : limits.stallTimeout().toNanos())) {
                reset();
            }
        } else if (now - lastRead > limits.idleTimeout().toNanos()) {
            close(DisconnectReason.IDLE);
        } else if (stall != null
                && stall.nothingTakenFor(now) > limits.stallTimeout().toNanos()) {
            giveUp("nothing taken for " + limits.stallTimeout());
        } else if (messageSince != 0
                && now - messageSince > limits.messageTimeout().toNanos()) {
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

    // --- in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ContextInternal previous = context.beginDispatch();
        try {
            switch (message) {
                case WebSocketFrame frame
                when frame.rsv() != 0 && isControl(frame) ->
                    close(DisconnectReason.PROTOCOL_ERROR); // RFC 7692 section 6: no control frame is compressed
                case CloseWebSocketFrame close -> closeReceived(close);
                case WebSocketFrame frame when closing -> {}
                case PingWebSocketFrame ping -> {
                    ctx.write(new PongWebSocketFrame(ping.content().retain()), ctx.voidPromise());
                    written(ping.content().capacity());
                }
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

    private static boolean isControl(WebSocketFrame frame) {
        return frame instanceof CloseWebSocketFrame
                || frame instanceof PingWebSocketFrame
                || frame instanceof PongWebSocketFrame;
    }

    private void data(WebSocketFrame frame) {
        try {
            byte[] message = assembler.add(frame);
            if (message != null) {
                messageSince = 0;
            }
            if (assembler.held() != fragmentsHeld) {
                begun();
            }
            if (message != null && listener != null) {
                listener.message(message, assembler.binary());
            }
        } catch (MessageAssembler.RejectedMessageException e) {
            close(e.reason());
        }
    }

    // --- what it holds

    /** Takes how many bytes of native memory hold a frame that has not come whole. */
    void frameBegun(int bytes) {
        loop.account().direct(bytes - frameHeld);
        frameHeld = bytes;
        begun();
    }

    /** Charges what has begun; when memory is short, the rest of something large is read later. */
    private void begun() {
        int fragments = assembler.held();
        loop.account().heap(fragments - fragmentsHeld);
        fragmentsHeld = fragments;
        if (frameHeld == 0 && fragments == 0) {
            messageSince = 0;
            mayHold = LoopAccount.LARGE;
        } else if (messageSince == 0) {
            messageSince = loop.time().now();
        }
        if (frameHeld + fragments > mayHold && !paused && loop.account().tight()) {
            paused = true;
            reading.pause();
            loop.account().refused();
        }
    }

    @Override
    public long heapHeld() {
        return fragmentsHeld + (listener == null ? 0 : listener.held());
    }

    @Override
    public long directHeld() {
        return frameHeld + pending();
    }

    @Override
    public long heldFor() {
        long since = messageSince != 0 ? messageSince : stall == null ? 0 : stall.begin();
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

    // --- close

    @Override
    public void close(DisconnectReason reason) {
        close(reason.code(), "", new CloseReason.Disconnected(reason));
    }

    @Override
    public void close(int code, String text) {
        close(code, text, new CloseReason.Local(code, text));
    }

    private void close(int code, String text, CloseReason reason) {
        if (!closing) {
            end(reason);
            encoder.pipeline()
                    .writeAndFlush(new CloseWebSocketFrame(code, text))
                    .addListener(sent -> closeSent());
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
    private void closeReceived(CloseWebSocketFrame frame) {
        if (closing) {
            encoder.close();
            return;
        }
        int code = frame.statusCode();
        end(new CloseReason.Remote(code < 0 ? NO_CODE : code, frame.reasonText()));
        var answer = code < 0 ? new CloseWebSocketFrame() : new CloseWebSocketFrame(code, "");
        encoder.pipeline().writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
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
            context.dispatch(reason, told::closed);
        }
    }

    /** Takes the end of the TCP connection. Whatever goes wrong with telling of it, the socket is off the list. */
    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        try {
            notifyClosed(new CloseReason.Lost());
        } finally {
            loop.account().direct(-frameHeld);
            loop.account().heap(-fragmentsHeld);
            frameHeld = 0;
            fragmentsHeld = 0;
            assembler.clear();
            loop.remove(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case CorruptedWebSocketFrameException violation -> violated(violation);
            case IOException reset -> ctx.close();
            case DecoderException broken when broken.getCause() instanceof IOException -> ctx.close(); // in TLS
            default -> {
                loop.failed(cause);
                close(DisconnectReason.MALFORMED);
            }
        }
    }

    /** Closes after a frame that cannot be followed: what comes behind it is thrown away unread. */
    private void violated(CorruptedWebSocketFrameException violation) {
        LOGGER.log(DEBUG, () -> "closing a connection: " + violation.getMessage());
        boolean tooBig = violation.closeStatus().code() == DisconnectReason.TOO_BIG.code();
        close(tooBig ? DisconnectReason.TOO_BIG : DisconnectReason.PROTOCOL_ERROR);
        if (encoder.pipeline().get(WebSocketFrameDecoder.class) != null) {
            encoder.pipeline().remove(WebSocketFrameDecoder.class);
        }
    }
}
