package dev.wingbeat.load;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The loops of a load generator, each with a thread of its own. Internal seam. */
public final class LoadLoops implements AutoCloseable {

    private final MultiThreadIoEventLoopGroup group;
    private final List<LoadLoop> loops;

    /**
     * Starts this many.
     *
     * @param window the time that is measured
     * @param payloadSize bytes of each measured payload
     */
    public LoadLoops(int threads, Window window, int payloadSize) {
        group = new MultiThreadIoEventLoopGroup(
                threads, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loops = IntStream.range(0, threads)
                .mapToObj(i -> new LoadLoop(group.next(), window, payloadSize))
                .toList();
    }

    /** Returns the loops. */
    public List<LoadLoop> all() {
        return loops;
    }

    /** Ends all connections, and the loops. */
    @Override
    public void close() {
        loops.forEach(loop -> loop.execute(loop::dropAll));
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }
}
