package dev.wingbeat.frame;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Netty's frame decoder, which gives a connection a bounded share of each turn of the loop, and tells how much native memory
 * it keeps of frames that wait. What is beyond the share stays undecoded until the other sockets have had their turn, and the
 * connection is not read meanwhile.
 */
final class WatchedFrameDecoder extends WebSocket13FrameDecoder {

    /** Most frames of one connection that are handled in a turn of the loop; one is, however long the turn has lasted. */
    static final int SHARE = 16;

    /** Reads the connection, and is told how much the decoder keeps. */
    interface Watcher {

        /**
         * Records how many bytes of native memory hold what has not been decoded: the beginning of a frame or, when they wait
         * for their turn, whole ones.
         */
        void undecoded(int bytes, boolean waiting);

        void pause();

        /** Ends one pause. */
        void resume();

        /** Returns whether somebody keeps the connection from being read. */
        boolean paused();

        /** Returns whether this turn has lasted so long that what is not a connection's first frame should wait. */
        boolean turnSpent();
    }

    private final Watcher reader;
    private int last;
    private int taken;
    private boolean full;
    private boolean waiting;

    WatchedFrameDecoder(WebSocketLimits limits, Watcher reader) {
        super(WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(limits.maxMessageSize())
                .allowExtensions(limits.compress())
                .closeOnProtocolViolation(false)
                .build());
        this.reader = reader;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (taken > 0
                && (full || taken == SHARE || reader.turnSpent())
                && ctx.channel().isActive()) {
            full = true;
            await(ctx);
        } else {
            super.decode(ctx, in, out);
            taken += out.size();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        super.channelRead(ctx, message);
        tellWhatIsLeft();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (!waiting) {
            begin();
        }
        if (reader.paused()) {
            ctx.fireChannelReadComplete(); // the decoder's own would ask for more
        } else {
            super.channelReadComplete(ctx);
        }
    }

    private void begin() {
        taken = 0;
        full = false;
    }

    private void await(ChannelHandlerContext ctx) {
        if (!waiting) {
            waiting = true;
            reader.pause();
            nextTurn(ctx);
        }
    }

    /** Leaves the rest to the next turn. A task that is merely executed may come before the sockets have had theirs. */
    @SuppressWarnings("FutureReturnValueIgnored") // it does not fail
    private void nextTurn(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> proceed(ctx), 0, TimeUnit.NANOSECONDS);
    }

    private void proceed(ChannelHandlerContext ctx) {
        if (ctx.isRemoved()) {
            return;
        }
        begin();
        try {
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            if ((full || taken == SHARE) && actualReadableBytes() > 0) {
                nextTurn(ctx);
            } else {
                resume();
                tellWhatIsLeft();
            }
            channelReadComplete(ctx);
        } catch (Throwable e) { // as Netty does: nobody else would hear of an Error
            ctx.fireExceptionCaught(e);
        }
    }

    private void resume() {
        if (waiting) {
            waiting = false;
            reader.resume();
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        super.handlerRemoved0(ctx);
        if (ctx.channel().isActive()) {
            resume(); // what comes behind a violation is still read, and thrown away
        }
        tell(0);
    }

    private void tellWhatIsLeft() {
        tell(actualReadableBytes() == 0 ? 0 : internalBuffer().capacity());
    }

    private void tell(int bytes) {
        if (bytes != 0 || last != 0) {
            last = bytes;
            reader.undecoded(bytes, waiting);
        }
    }
}
