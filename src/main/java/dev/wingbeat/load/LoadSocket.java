package dev.wingbeat.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.wingbeat.protocol.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket of the load generator: the opening handshake, frames in and out, the closing handshake. Messages are read where
 * they arrive; what is sent in one turn of the loop becomes one write. Offers no extension.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a write that fails closes the channel, which is what we hear of it
final class LoadSocket extends ChannelInboundHandlerAdapter implements LoadFrames.Listener {

    private static final int CONTINUATION = 0;
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;
    private static final int MAX_HEADER = Frame.MAX_HEADER + Integer.BYTES;
    private static final int NO_CODE = 1005;
    private static final byte[] NORMAL = {0x03, (byte) 0xE8};

    /** Hears what happens, on the loop. */
    interface Listener {

        /** The server has agreed to speak WebSocket. */
        void opened(long now);

        /** A message has come; the bytes are valid during the call. */
        void message(byte[] bytes, int from, int to, long now);

        /** It is over; said once. {@code anomaly} is null when we closed it. */
        void closed(@Nullable Anomaly anomaly, String why);
    }

    private enum State {
        NEW,
        UPGRADING,
        OPEN,
        CLOSING,
        CLOSED
    }

    private final LoadLoop loop;
    private final Site site;
    private final String target;
    private final Listener listener;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf pending;
    private final LoadFrames frames = new LoadFrames(this);
    private byte @Nullable [] fragments;
    private State state = State.NEW;
    private long now;
    private boolean unflushed;

    /** Makes a socket that will ask for {@code target}, the path with its query. */
    LoadSocket(LoadLoop loop, Site site, String target, Listener listener) {
        this.loop = loop;
        this.site = site;
        this.target = target;
        this.listener = listener;
    }

    /** Puts what is needed into the pipeline of a new connection. */
    void initialize(Channel channel) {
        SslContext tls = site.tls();
        if (tls != null) {
            channel.pipeline()
                    .addLast(tls.newHandler(
                            channel.alloc(), site.host(), site.address().getPort()));
        }
        channel.pipeline().addLast(this);
    }

    /** Ends, since it could not connect. */
    void notConnected(Throwable cause) {
        end(Anomaly.NOT_CONNECTED, site.url() + ": " + cause.getMessage());
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        state = State.UPGRADING;
        ctx.writeAndFlush(Unpooled.copiedBuffer(site.request(target), ISO_8859_1), ctx.voidPromise());
    }

    // --- in

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        now = System.nanoTime();
        var buffer = (ByteBuf) message;
        loop.tally.add(Tally.Count.BYTES_IN, buffer.readableBytes());
        loop.tally.add(Tally.Count.READS, 1);
        if (loop.measures(now)) {
            loop.tally.add(Tally.Count.BYTES_IN_WINDOW, buffer.readableBytes());
        }
        frames.received(buffer, loop.in, now);
    }

    @Override
    public boolean upgrading() {
        return state == State.UPGRADING;
    }

    @Override
    public boolean over() {
        return state == State.CLOSED;
    }

    @Override
    public void head(String head, long at) {
        if (site.accepts(head)) {
            state = State.OPEN;
            listener.opened(at);
        } else {
            fail(Anomaly.REFUSED, head.lines().findFirst().orElse(""));
        }
    }

    @Override
    public void unreadable(String problem) {
        fail(Anomaly.UNREADABLE, problem);
    }

    @Override
    public void frame(byte first, byte[] bytes, int from, int to) {
        switch (first & 0x0F) {
            case TEXT, BINARY, CONTINUATION -> data(first < 0, bytes, from, to);
            case PING -> control(PONG, Arrays.copyOfRange(bytes, from, to));
            case PONG -> {}
            case CLOSE -> closeReceived(to - from < 2 ? NO_CODE : (int) Bytes.number(bytes, from, 2));
            default -> fail(Anomaly.UNREADABLE, "opcode " + (first & 0x0F));
        }
    }

    private void data(boolean last, byte[] bytes, int from, int to) {
        if (state != State.OPEN) {
            return;
        }
        byte[] earlier = fragments;
        if (last && earlier == null) {
            listener.message(bytes, from, to, now);
            return;
        }
        byte[] whole = Arrays.copyOf(earlier == null ? new byte[0] : earlier, length(earlier) + to - from);
        System.arraycopy(bytes, from, whole, length(earlier), to - from);
        fragments = last ? null : whole;
        if (last) {
            listener.message(whole, 0, whole.length, now);
        }
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    // --- out

    /** Sends a push: what stands around, the ref, the payload. It leaves at the end of this turn of the loop. */
    void send(Wire.Push push, long ref, byte[] payload, int length) {
        if (state != State.OPEN) {
            return;
        }
        int size = push.length(ref, length);
        byte[] bytes = loop.room(size + MAX_HEADER);
        int head = header(bytes, TEXT, size);
        int at = push.writeHead(bytes, head, ref);
        System.arraycopy(payload, 0, bytes, at, length);
        at = push.writeEnd(bytes, at + length);
        Bytes.mask(bytes, head, at);
        write(bytes, at);
    }

    private void control(int opcode, byte[] payload) {
        byte[] bytes = loop.room(payload.length + MAX_HEADER);
        int head = header(bytes, opcode, payload.length);
        int at = Bytes.put(bytes, head, payload);
        Bytes.mask(bytes, head, at);
        write(bytes, at);
    }

    /** Writes the head of a whole, masked frame; returns where the payload begins. */
    private static int header(byte[] bytes, int opcode, int size) {
        int at = Frame.writeHeader(bytes, 0x80 | opcode, size);
        bytes[1] |= (byte) 0x80;
        return Bytes.putInt(bytes, at, Bytes.MASK);
    }

    private void write(byte[] bytes, int length) {
        ChannelHandlerContext ctx = context;
        if (ctx == null || state == State.CLOSED) {
            return;
        }
        ByteBuf buffer = pending;
        if (buffer == null) {
            buffer = ctx.alloc().directBuffer(Math.max(256, length));
            pending = buffer;
        }
        buffer.writeBytes(bytes, 0, length);
        loop.tally.add(Tally.Count.BYTES_OUT, length);
        if (!unflushed) {
            unflushed = true;
            loop.flushLater(this);
        }
    }

    /** Writes what was sent in this turn. */
    void flush() {
        unflushed = false;
        ByteBuf buffer = pending;
        pending = null;
        if (buffer == null) {
            return;
        }
        ChannelHandlerContext ctx = context;
        if (ctx == null || !ctx.channel().isActive()) {
            buffer.release();
        } else if (ctx.channel().isWritable()) {
            ctx.writeAndFlush(buffer, ctx.voidPromise());
        } else {
            buffer.release();
            fail(Anomaly.NOT_TAKEN, site.url() + " leaves more than 16 MiB of one connection unread");
        }
    }

    // --- end

    /** Closes in order: a close frame, the server's answer, the end of TCP. */
    void close() {
        if (state == State.OPEN) {
            control(CLOSE, NORMAL);
            state = State.CLOSING;
        } else if (state != State.CLOSING) {
            drop();
        }
    }

    /** Ends the TCP connection without a word. */
    void drop() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            state = state == State.CLOSED ? state : State.CLOSING;
            ctx.close();
        }
    }

    private void closeReceived(int code) {
        if (state == State.CLOSING) {
            drop();
        } else {
            fail(Anomaly.ENDED, "closed by the server with code " + code);
        }
    }

    private void fail(Anomaly anomaly, String why) {
        end(anomaly, why);
        ChannelHandlerContext ctx = context;
        if (ctx != null) {
            ctx.close();
        }
    }

    private void end(@Nullable Anomaly anomaly, String why) {
        if (state != State.CLOSED) {
            state = State.CLOSED;
            listener.closed(anomaly, why);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (state == State.CLOSING) {
            end(null, "");
        } else {
            end(state == State.UPGRADING ? Anomaly.REFUSED : Anomaly.ENDED, "the server ended the TCP connection");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (state == State.CLOSING) {
            ctx.close();
        } else {
            fail(state == State.UPGRADING ? Anomaly.NOT_CONNECTED : Anomaly.ENDED, String.valueOf(cause.getMessage()));
        }
    }
}
