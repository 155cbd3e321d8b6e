package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.limit.ConnectionLimit;
import dev.wingbeat.limit.Permit;
import dev.wingbeat.protocol.RateLimitedLog;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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

    /** The clients of a loop that are refused and may take their time to close. */
    private static final int MAX_LINGERING = 64;

    private final ConnectionLimit limit;
    private int lingering;

    /** The ports at which somebody has been let in. */
    private final Set<Channel> ports = new HashSet<>(1);

    Doorkeeper(ConnectionLimit limit) {
        this.limit = limit;
    }

    /** Returns whether a connection may stay; one that may not is answered, whatever it wants to ask, and closed. */
    boolean admits(Channel channel) {
        if (ports.add(channel.parent())) {
            watch(channel.parent());
        }
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

    /**
     * Accepts nobody any more; completes when those who have been accepted have their loop. The port is to be closed behind it: Netty
     * logs a stack trace for each client that it accepts while no loop is there for it.
     */
    Future<Void> stopAccepting() {
        var stopped = new ArrayList<Future<Void>>();
        for (Channel port : ports) {
            Promise<Void> quiet = Promise.promise();
            port.config().setAutoRead(false);
            port.eventLoop().execute(quiet::complete);
            stopped.add(quiet.future());
        }
        return Future.all(stopped).mapEmpty();
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

    /**
     * Answers, and waits a second for the client to close: a close while something of a request has not been read would be a
     * reset, which may overtake the answer. So do only few of those who are refused at the same time, since each keeps a file open.
     */
    private void refuse(Channel channel) {
        boolean waits = lingering < MAX_LINGERING && channel instanceof DuplexChannel;
        if (waits) {
            lingering++;
            channel.closeFuture().addListener(closed -> lingering--);
            channel.pipeline().addFirst(new Unheard());
            channel.eventLoop().schedule(() -> channel.close(), 1, TimeUnit.SECONDS);
        } else {
            channel.config().setAutoRead(false);
        }
        ChannelHandlerContext first = channel.pipeline().firstContext(); // nothing may take it for an answer of its own
        first.writeAndFlush(Unpooled.wrappedBuffer(REFUSAL)).addListener(written -> {
            if (waits && written.isSuccess()) {
                ((DuplexChannel) channel).shutdownOutput();
            } else {
                channel.close();
            }
        });
    }

    /** Lets nobody hear what a client says that is refused. */
    private static final class Unheard extends ChannelInboundHandlerAdapter {

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {}
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
