package dev.wingbeat.frame;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import java.time.Duration;

/** The end of a connection, since it has begun. */
final class CloseHandshake {

    /** The time that a client that got our close frame, and the end of our output with it, may take to end the connection. */
    private static final long CLOSE_NANOS = 1_000_000_000L;

    private long since;
    private boolean sent;

    CloseHandshake(long now) {
        this.since = now;
    }

    /** Ends our output behind the close frame: a client that does not answer it still notices at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // a connection that cannot be ended has ended
    void sent(ChannelHandlerContext encoder, long now) {
        sent = true;
        since = now;
        if (encoder.channel() instanceof DuplexChannel duplex
                && encoder.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput();
        }
    }

    /** Returns whether our close frame has been sent. */
    boolean isSent() {
        return sent;
    }

    /** Returns whether the client takes too long: to read what is before the close frame, or to answer it. */
    boolean isOverdue(long now, Duration stallTimeout) {
        return now - since > (sent ? CLOSE_NANOS : stallTimeout.toNanos());
    }
}
