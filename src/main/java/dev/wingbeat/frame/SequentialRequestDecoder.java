package dev.wingbeat.frame;

import dev.wingbeat.limit.Holder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.impl.http1.VertxHttpRequestDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the requests of a connection one after the other: what comes behind a request stays undecoded until that request
 * has been answered, because behind an upgrade it is no HTTP, and until the client has taken the answers it was given. Who
 * takes the connection over removes the decoder, and finds those bytes behind it.
 */
final class SequentialRequestDecoder extends VertxHttpRequestDecoder implements Holder {

    /** The name in the pipeline of what notes the answers. */
    private static final String ANSWERS = "answers";

    /** As long as fewer bytes wait than these, it is looked now and then whether the client is still there. */
    private static final int LOOK = 2 * 1024;

    private final HttpConnections connections;
    private final RequestTimes times;
    private final FoldedLines folds = new FoldedLines();
    private @Nullable ChannelHandlerContext place;
    private int unanswered;
    private boolean inRequest;
    private boolean held;
    private boolean paused;
    private boolean over;
    private long charged;
    private long chargedSince;
    private long head;

    /** The place in the list of the server's connections, -1 when it is not there. */
    int index = -1;

    private SequentialRequestDecoder(Http1ServerConfig config, HttpConnections connections) {
        super(config);
        this.connections = connections;
        this.times = connections.newTimes();
    }

    /** Replaces the decoder of a connection from which nothing has been read; {@code handler} is Vert.x's own. */
    static void install(ChannelHandlerContext handler, Http1ServerConfig config, HttpConnections connections) {
        ChannelHandlerContext old = handler.pipeline().context(HttpRequestDecoder.class);
        if (old != null) {
            var decoder = new SequentialRequestDecoder(config, connections);
            handler.pipeline().replace(old.handler(), old.name(), decoder);
            connections.add(decoder);
            ChannelHandlerContext place = handler.pipeline().context(decoder);
            decoder.place = place;
            Answers answers = decoder.new Answers(place);
            handler.pipeline().addBefore(handler.name(), ANSWERS, answers);
        }
    }

    /** Ends HTTP on a connection: what was held back goes to {@code successor} and on. */
    static void replace(ChannelPipeline pipeline, String name, ChannelHandler successor) {
        if (pipeline.get(ANSWERS) != null) {
            pipeline.remove(ANSWERS);
        }
        ChannelHandlerContext old = pipeline.context(HttpRequestDecoder.class);
        if (old.handler() instanceof SequentialRequestDecoder decoder) {
            decoder.resume(old); // before the successor gets what was held back, and pauses for reasons of its own
        }
        pipeline.replace(old.handler(), name, successor);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (over && !inRequest) { // what follows a request that was understood in one of two ways may be the rest of it
            in.skipBytes(in.readableBytes());
            return;
        }
        held = !inRequest && (unanswered > 0 || !ctx.channel().isWritable());
        if (held) {
            return;
        }
        boolean inHead = !inRequest;
        int size = out.size();
        int from = in.readerIndex();
        super.decode(ctx, in, out);
        boolean folded = inHead && folds.add(in, from);
        for (int i = size; i < out.size(); i++) {
            if (out.get(i) instanceof HttpRequest request) {
                begun(request, folded);
            }
            if (out.get(i) instanceof LastHttpContent) {
                inRequest = false;
                times.received(unanswered > 0, connections.now());
            }
        }
    }

    private void begun(HttpRequest request, boolean folded) {
        unanswered++;
        inRequest = true;
        folds.reset();
        times.headReceived(connections.now());
        chargeHead(RequestHeaders.size(request));
        if (folded) {
            request.setDecoderResult(DecoderResult.failure(new DecoderException("a header is folded over two lines")));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
        times.bytesCame(connections.now());
        super.channelRead(ctx, input);
        if (held && !paused && actualReadableBytes() > 0) { // each small read of what is to wait costs a system call
            paused = true;
            ctx.channel().config().setAutoRead(false);
        }
        charge(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        connections.failed(cause);
        super.exceptionCaught(ctx, cause);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
        super.channelWritabilityChanged(ctx);
        charge(ctx);
        proceedLater(ctx);
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
        connections.remove(this);
        charge(0);
        chargeHead(0);
        resume(ctx);
    }

    /** Closes a connection whose client is late with a request, or does not take its answers. */
    void tick(long now) {
        if (place == null) {
            return;
        }
        charge(place);
        if (paused && actualReadableBytes() < LOOK) {
            place.read(); // once: without the native transport, the end of a connection is noticed by reading only
        }
        ChannelOutboundBuffer buffer = place.channel().unsafe().outboundBuffer();
        long waiting = waiting(place);
        String late = times.late(waiting, waiting == 0 || buffer == null ? 0 : buffer.currentProgress(), now);
        if (late != null) {
            connections.giveUp(place, late, waiting > 0);
        }
    }

    /** Returns how many bytes wait for the client. */
    private static long waiting(ChannelHandlerContext ctx) {
        ChannelOutboundBuffer buffer = ctx.channel().unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    /** Charges what waits for the client, and what of the client waits to be decoded: both is in direct memory. */
    private void charge(ChannelHandlerContext ctx) {
        if (index >= 0) {
            charge(actualReadableBytes() + waiting(ctx));
        }
    }

    private void charge(long bytes) {
        if (bytes != charged) {
            chargedSince = charged == 0 ? connections.now() : chargedSince;
            connections.account().direct(bytes - charged);
            charged = bytes;
        }
    }

    /** Charges the head of a request that is not answered yet: polls and event streams keep theirs for long. */
    private void chargeHead(long bytes) {
        if (index >= 0 || bytes == 0) {
            connections.account().heap(bytes - head);
            head = bytes;
        }
    }

    @Override
    public long heapHeld() {
        return head;
    }

    @Override
    public long directHeld() {
        return charged;
    }

    @Override
    public long heldFor() {
        return charged == 0 ? 0 : connections.now() - chargedSince;
    }

    @Override
    public void shed() {
        if (place != null) {
            connections.giveUp(place, "memory is short and it holds " + (charged + head) + " bytes", true);
        }
    }

    private void resume(ChannelHandlerContext ctx) {
        if (paused) {
            paused = false;
            ctx.channel().config().setAutoRead(true);
        }
    }

    private void answered(ChannelHandlerContext ctx) {
        unanswered--;
        chargeHead(0);
        times.answered(inRequest, actualReadableBytes() > 0, connections.now());
        proceedLater(ctx);
    }

    /** Continues in the next turn of the loop: a task that is merely executed may come before the other sockets. */
    @SuppressWarnings("FutureReturnValueIgnored") // it does not fail
    private void proceedLater(ChannelHandlerContext ctx) {
        if (held) {
            ctx.executor().schedule(() -> proceed(ctx), 0, TimeUnit.NANOSECONDS);
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
        } catch (Throwable e) { // as Netty does: nobody else would hear of an Error
            ctx.fireExceptionCaught(e);
        }
    }

    /** Notes which requests have been answered, and when the last one was. A 101 is no answer: whoever sends it takes the connection over. */
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
                over |= response.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE, true);
            }
            if (message instanceof LastHttpContent && !informational) {
                answered(decoder);
            }
            ctx.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            ctx.flush();
            charge(decoder);
        }
    }
}
