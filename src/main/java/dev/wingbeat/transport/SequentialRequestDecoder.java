package dev.wingbeat.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Decodes the requests of a connection one after the other: what comes behind a request stays undecoded until that request
 * has been answered, because behind an upgrade it is no HTTP. Who takes the connection over removes the decoder, and finds
 * those bytes behind it.
 */
final class SequentialRequestDecoder extends VertxHttpRequestDecoder {

    /** The name in the pipeline of what notes the answers. */
    private static final String ANSWERS = "answers";

    /** Bytes behind an unanswered request from which on the connection is not read. */
    private static final int MAX_HELD = 64 * 1024;

    private int unanswered;
    private boolean inRequest;
    private boolean held;
    private boolean paused;

    private SequentialRequestDecoder(Http1ServerConfig config) {
        super(config);
    }

    /** Replaces the decoder of a connection from which nothing has been read; {@code handler} is Vert.x's own. */
    static void install(ChannelHandlerContext handler, Http1ServerConfig config) {
        ChannelHandlerContext old = handler.pipeline().context(HttpRequestDecoder.class);
        if (old != null) {
            var decoder = new SequentialRequestDecoder(config);
            handler.pipeline().replace(old.handler(), old.name(), decoder);
            Answers answers = decoder.new Answers(handler.pipeline().context(decoder));
            handler.pipeline().addBefore(handler.name(), ANSWERS, answers);
        }
    }

    /** Ends HTTP on a connection: what was held back goes to {@code successor} and on. */
    static void replace(ChannelPipeline pipeline, String name, ChannelHandler successor) {
        if (pipeline.get(ANSWERS) != null) {
            pipeline.remove(ANSWERS);
        }
        pipeline.replace(pipeline.context(HttpRequestDecoder.class).handler(), name, successor);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        held = !inRequest && unanswered > 0;
        if (held) {
            return;
        }
        int size = out.size();
        super.decode(ctx, in, out);
        for (int i = size; i < out.size(); i++) {
            if (out.get(i) instanceof HttpRequest) {
                unanswered++;
                inRequest = true;
            }
            if (out.get(i) instanceof LastHttpContent) {
                inRequest = false;
            }
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
        super.channelRead(ctx, input);
        if (held && !paused && actualReadableBytes() > MAX_HELD) {
            paused = true;
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) throws Exception {
        if (paused) {
            ctx.fireChannelReadComplete(); // the decoder's own would ask for more
        } else {
            super.channelReadComplete(ctx);
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        super.handlerRemoved0(ctx);
        resume(ctx);
    }

    private void resume(ChannelHandlerContext ctx) {
        if (paused) {
            paused = false;
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void answered(ChannelHandlerContext ctx) {
        unanswered--;
        if (held) {
            ctx.executor().execute(() -> proceed(ctx));
        }
    }

    private void proceed(ChannelHandlerContext ctx) {
        if (ctx.isRemoved()) {
            return;
        }
        try {
            resume(ctx);
            channelRead(ctx, Unpooled.EMPTY_BUFFER);
            channelReadComplete(ctx);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        }
    }

    /** Notes which requests have been answered. A 101 is no answer: whoever sends it takes the connection over. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is the promise's
    private final class Answers extends ChannelOutboundHandlerAdapter {

        private final ChannelHandlerContext decoder;
        private boolean informational;

        Answers(ChannelHandlerContext decoder) {
            this.decoder = decoder;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            if (message instanceof HttpResponse response) {
                informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
            }
            if (message instanceof LastHttpContent && !informational) {
                answered(decoder);
            }
            ctx.write(message, promise);
        }
    }
}
