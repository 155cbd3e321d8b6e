package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.RateLimitedLog;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lets connections in as long as their address and the node may have more, and notes when none can be accepted. */
@SuppressWarnings("FutureReturnValueIgnored") // the end of the channel is what we hear of it
final class Doorkeeper {

    private static final System.Logger LOGGER = System.getLogger(Doorkeeper.class.getName());
    private static final RateLimitedLog FULL = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog GREEDY = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog NOT_ACCEPTED = new RateLimitedLog(LOGGER, WARNING);
    private static final String ERRORS = "accept-errors";
    private static final byte[] REFUSAL =
            "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private final ConnectionLimit limit;

    Doorkeeper(ConnectionLimit limit) {
        this.limit = limit;
    }

    /** Returns whether a connection may stay; one that may not is answered, whatever it wants to ask, and closed. */
    boolean admits(Channel channel) {
        watch(channel.parent());
        Permit permit = permit(channel);
        if (permit == null) {
            refuse(channel);
            return false;
        }
        if (limit.enter()) {
            channel.closeFuture().addListener(closed -> {
                permit.release();
                limit.leave();
            });
            return true;
        }
        permit.release();
        FULL.log(() -> "refused " + channel.remoteAddress() + ": there are " + limit.max()
                + " connections (--max-connections, or the limit of open files less a reserve)");
        refuse(channel);
        return false;
    }

    /** Takes the permit of a connection under the limit of its address; null when there is none. */
    private @Nullable Permit permit(Channel channel) {
        if (!(channel.remoteAddress() instanceof InetSocketAddress peer)) {
            return Permit.UNCOUNTED; // it has gone
        }
        Permit permit = limit.addresses().connection(peer.getAddress());
        if (permit == null) {
            GREEDY.log(() -> "refused " + peer + ": its address has "
                    + limit.addresses().max() + " connections (--max-connections-per-address)");
        }
        return permit;
    }

    private static void refuse(Channel channel) {
        channel.config().setAutoRead(false);
        ChannelHandlerContext first = channel.pipeline().firstContext(); // nothing may take it for an answer of its own
        first.writeAndFlush(Unpooled.wrappedBuffer(REFUSAL)).addListener(ChannelFutureListener.CLOSE);
    }

    /** Netty itself waits a second after each failure. */
    private void watch(Channel listening) {
        ChannelPipeline pipeline = listening.pipeline();
        if (pipeline.get(ERRORS) == null) {
            listening.eventLoop().execute(() -> {
                if (pipeline.get(ERRORS) == null) {
                    pipeline.addLast(ERRORS, new AcceptErrors());
                }
            });
        }
    }

    private final class AcceptErrors extends ChannelInboundHandlerAdapter {

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            limit.acceptFailed();
            NOT_ACCEPTED.log(() -> "cannot accept connections: " + cause.getMessage());
        }
    }
}
