package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.LoopAccount;
import dev.wingbeat.protocol.RateLimitedLog;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.vertx.core.Future;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The HTTP connections of one server on one event loop, as long as they speak HTTP: keeps clients to their {@link HttpLimits}.
 * Internal seam.
 */
public final class HttpConnections {

    private static final System.Logger LOGGER = System.getLogger(HttpConnections.class.getName());
    private static final RateLimitedLog SLOW = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog LATE = new RateLimitedLog(LOGGER, DEBUG);

    /** Most bytes of a request line, and of the headers. */
    static final int MAX_LINE = 16 * 1024;

    /** One read of a connection in a turn of the loop, of at most 16 KiB. */
    private static final RecvByteBufAllocator READ_SHARE =
            new AdaptiveRecvByteBufAllocator(64, 2048, 16 * 1024).maxMessagesPerRead(1);

    private final HttpLimits limits;
    private final Supplier<Duration> stallTimeout;
    private final Consumer<Throwable> failed;
    private final LongSupplier clock;
    private final Doorkeeper doorkeeper;
    private final LoopAccount account;
    private final Http1ServerConfig http1 = new Http1ServerConfig();
    private final List<SequentialRequestDecoder> open = new ArrayList<>();

    /**
     * Makes those of a server.
     *
     * @param stallTimeout how long a client may take nothing of an answer that waits, as of now
     * @param failed is told what no client is to blame for, as when there is no memory to read into
     * @param clock the time of the loop, in nanoseconds
     * @param connectionLimit how many connections there may be, with those of other loops
     * @param account that of the loop
     */
    public HttpConnections(
            HttpLimits limits,
            Supplier<Duration> stallTimeout,
            Consumer<Throwable> failed,
            LongSupplier clock,
            ConnectionLimit connectionLimit,
            LoopAccount account) {
        this.limits = limits;
        this.stallTimeout = stallTimeout;
        this.failed = failed;
        this.clock = clock;
        this.doorkeeper = new Doorkeeper(connectionLimit);
        this.account = account;
        account.watch(() -> List.copyOf(open));
    }

    /** Sets the options of the server that the connections need. */
    public HttpServerOptions prepare(HttpServerOptions options) {
        options.setMaxInitialLineLength(MAX_LINE)
                .setMaxHeaderSize(MAX_LINE)
                .setHttp2ClearTextEnabled(false) // a browser would not ask for it, and its upgrade is not WebSocket's
                .setIdleTimeout(0); // which knows one time for all that a connection may wait for
        http1.setMaxInitialLineLength(options.getMaxInitialLineLength())
                .setMaxHeaderSize(options.getMaxHeaderSize())
                .setMaxChunkSize(options.getMaxChunkSize())
                .setDecoderInitialBufferSize(options.getDecoderInitialBufferSize());
        return options;
    }

    /** Prepares a connection that was accepted and from which nothing has been read. */
    public void accepted(HttpConnection connection) {
        if (connection instanceof HttpServerConnection server && connection.protocolVersion() != HttpVersion.HTTP_2) {
            ChannelHandlerContext handler = server.channelHandlerContext();
            if (!doorkeeper.admits(handler.channel())) {
                return;
            }
            handler.channel().config().setRecvByteBufAllocator(READ_SHARE);
            SequentialRequestDecoder.install(handler, http1, this);
        }
    }

    /** Accepts nobody any more. */
    Future<Void> stopAccepting() {
        return doorkeeper.stopAccepting();
    }

    /** Closes the connections of clients that are late or do not read. */
    public void tick() {
        long now = now();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).tick(now);
        }
    }

    /** Handles the exception of a connection, or what sending to it has failed with. */
    void failed(Throwable cause) {
        failed.accept(cause);
    }

    /** Returns the time of the loop. */
    long now() {
        return clock.getAsLong();
    }

    LoopAccount account() {
        return account;
    }

    RequestTimes newTimes() {
        return new RequestTimes(limits, stallTimeout, now());
    }

    void add(SequentialRequestDecoder decoder) {
        decoder.index = open.size();
        open.add(decoder);
    }

    /** Forgets a connection that has ended or speaks HTTP no more; nothing happens when it was forgotten before. */
    void remove(SequentialRequestDecoder decoder) {
        if (decoder.index < 0) {
            return;
        }
        SequentialRequestDecoder last = open.removeLast();
        if (last != decoder) {
            open.set(decoder.index, last);
            last.index = decoder.index;
        }
        decoder.index = -1;
    }

    /** Makes the close of a channel a reset, for which nothing has to be sent. One that is closed already has no options. */
    static void dropWhatWaits(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    /** Closes a connection, by a reset when answers wait that nobody reads: an orderly close would wait behind them. */
    @SuppressWarnings("FutureReturnValueIgnored") // the end of the channel is what we hear of it
    void giveUp(ChannelHandlerContext place, String why, boolean answersWait) {
        Channel channel = place.channel();
        (answersWait ? SLOW : LATE).log(() -> "closing " + channel.remoteAddress() + ": " + why);
        if (answersWait) {
            dropWhatWaits(channel);
        }
        place.close(); // from here, past Vert.x, which would write what waits first
    }
}
