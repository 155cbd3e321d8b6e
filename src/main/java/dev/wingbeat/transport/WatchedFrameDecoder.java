package dev.wingbeat.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.util.function.IntConsumer;

/** Netty's frame decoder, which tells how much native memory it keeps of a frame that has not come whole. */
final class WatchedFrameDecoder extends WebSocket13FrameDecoder {

    private final IntConsumer kept;
    private int last;

    WatchedFrameDecoder(WebSocketLimits limits, IntConsumer kept) {
        super(WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(limits.maxMessageSize())
                .allowExtensions(limits.compress())
                .closeOnProtocolViolation(false)
                .build());
        this.kept = kept;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) throws Exception {
        super.channelRead(ctx, message);
        tell(actualReadableBytes() == 0 ? 0 : internalBuffer().capacity());
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        super.handlerRemoved0(ctx);
        tell(0);
    }

    private void tell(int bytes) {
        if (bytes != 0 || last != 0) {
            last = bytes;
            kept.accept(bytes);
        }
    }
}
