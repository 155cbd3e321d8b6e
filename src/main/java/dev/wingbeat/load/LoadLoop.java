package dev.wingbeat.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One event loop of the load generator: its thread owns everything here and in its clients. Internal seam. */
@SuppressWarnings("FutureReturnValueIgnored") // a task that fails is one of ours and tells itself
public final class LoadLoop {

    /** Below the largest size that Netty's allocator keeps for each thread. */
    private static final int READ_SIZE = 32 * 1024;

    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(1 << 20, 16 << 20);
    private static final long PROBE_NANOS = 5_000_000;
    private static final long TICK_NANOS = 250_000_000;

    private final EventLoop eventLoop;
    private final Bootstrap bootstrap;
    private final List<LoadSocket> unflushed = new ArrayList<>();
    private final Window window;
    private final List<LoadClient> clients = new ArrayList<>();
    private long probeDue;

    /** The counts of this loop. */
    public final Tally tally = new Tally();

    /** The buffer for what has arrived, and for the frame that is written. */
    byte[] in = new byte[READ_SIZE];

    byte[] out = new byte[4096];

    public final JsonCursor cursor = new JsonCursor();
    final Incoming incoming = new Incoming();

    /** Reads and writes what is measured. */
    public final Stamp stamp;

    private final byte[] payload;

    /** Makes a loop whose measured messages have payloads of this size. */
    public LoadLoop(EventLoop eventLoop, Window window, int payloadSize) {
        this.eventLoop = eventLoop;
        this.window = window;
        this.stamp = new Stamp(payloadSize);
        this.payload = new byte[stamp.room()];
        boolean epoll = Epoll.isAvailable();
        bootstrap = new Bootstrap()
                .group(eventLoop)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_SIZE))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
        if (epoll) {
            bootstrap.option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
        }
        execute(() -> probe(System.nanoTime() + PROBE_NANOS));
        after(TICK_NANOS, this::tick);
    }

    /** Adds a client to those that send heartbeats and give up in time. */
    void add(LoadClient client) {
        clients.add(client);
    }

    /** Ends all connections. */
    void dropAll() {
        List.copyOf(clients).forEach(LoadClient::drop);
    }

    private void tick() {
        long now = System.nanoTime();
        clients.forEach(client -> client.tick(now));
        clients.removeIf(LoadClient::isOver);
        after(TICK_NANOS, this::tick);
    }

    /** Sends a message of a client that can be told from all others. */
    public void push(LoadClient client, int sender, long number, long due) {
        stamp.sender = sender;
        stamp.number = number;
        stamp.time = window.stamp(due);
        client.push(LoadClient.FIRST_REF + number, payload, stamp.write(payload, 0));
        tally.add(Tally.Count.SENT, 1);
        if (measures(due)) {
            tally.add(Tally.Count.SENT_IN_WINDOW, 1);
        }
    }

    /** Records the time that the message read last needed. */
    public void took(Tally.Span span, long now) {
        long due = window.time(stamp.time);
        if (measures(due)) {
            tally.took(span, now - due);
        }
        tally.add(Tally.Count.RECEIVED, 1);
        if (measures(now)) {
            tally.add(Tally.Count.RECEIVED_IN_WINDOW, 1);
        }
    }

    /** Returns whether a time belongs to what is measured. */
    public boolean measures(long time) {
        return window.covers(time);
    }

    /** Makes a connection for a socket, which hears what becomes of it. */
    void connect(LoadSocket socket, InetSocketAddress address, @Nullable InetAddress source) {
        var initializer = new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                socket.initialize(channel);
            }
        };
        var local = source == null ? null : new InetSocketAddress(source, 0);
        ChannelFuture connecting = bootstrap.clone().handler(initializer).connect(address, local);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                socket.notConnected(done.cause());
            }
        });
    }

    /** Flushes a socket when everything that has arrived is dealt with. */
    void flushLater(LoadSocket socket) {
        if (unflushed.isEmpty()) {
            eventLoop.execute(this::flush);
        }
        unflushed.add(socket);
    }

    private void flush() {
        for (int i = 0; i < unflushed.size(); i++) {
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    /** Returns room for a frame of this size. */
    byte[] room(int size) {
        if (out.length < size) {
            out = new byte[2 * size];
        }
        return out;
    }

    /** Runs a task on the loop, later. May be called from any thread. */
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    /** Runs a task at once on this loop's own thread, else as {@link #execute}. */
    public void run(Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
        } else {
            eventLoop.execute(task);
        }
    }

    /** Runs a task on the loop after a time. May be called from any thread. */
    public void after(long nanos, Runnable task) {
        eventLoop.schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    /** Runs a task on the loop for another thread. */
    public <T> CompletableFuture<T> ask(Callable<T> task) {
        var answer = new CompletableFuture<T>();
        eventLoop.execute(() -> {
            try {
                answer.complete(task.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    /** Measures how late tasks are run that are due. */
    private void probe(long due) {
        probeDue = due;
        after(Math.max(0, due - System.nanoTime()), this::probed);
    }

    private void probed() {
        long now = System.nanoTime();
        if (measures(probeDue)) {
            tally.took(Tally.Span.LOOP_LAG, now - probeDue);
        }
        probe(Math.max(probeDue + PROBE_NANOS, now));
    }
}
