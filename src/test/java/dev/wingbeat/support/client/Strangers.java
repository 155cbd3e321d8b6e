package dev.wingbeat.support.client;

import dev.wingbeat.support.Patience;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** Clients that harm a hub, all of them on one thread. Each comes once, unless it is one that comes back when it is thrown out. */
public final class Strangers {

    /**
     * What one of them does.
     *
     * @param first what it sends first
     * @param again what it sends after that, over and over
     * @param times how often
     * @param pause how long it waits before each time
     * @param reads whether it reads what it is sent
     * @param returns whether another one comes when it is thrown out
     */
    public record Attack(
            ByteBuffer first, ByteBuffer again, int times, Duration pause, boolean reads, boolean returns) {

        /** Sends something once, and reads. */
        public static Attack once(byte[]... parts) {
            return new Attack(direct(parts), direct(), 0, Duration.ZERO, true, false);
        }

        /** Sends something as often as it can, and does not read. */
        public static Attack endless(byte[] again, byte[]... first) {
            return new Attack(direct(first), direct(again), Integer.MAX_VALUE, Duration.ZERO, false, false);
        }

        /** Returns an attack that sends something several times behind the first. */
        public Attack then(byte[] more, int count, Duration before) {
            return new Attack(first, direct(more), count, before, reads, returns);
        }

        /** Sends something as often as it can, reads, and comes back whenever it is thrown out. */
        public static Attack returning(byte[] again, byte[]... first) {
            return new Attack(direct(first), direct(again), Integer.MAX_VALUE, Duration.ZERO, true, true);
        }

        private static ByteBuffer direct(byte[]... parts) {
            int length = 0;
            for (byte[] part : parts) {
                length += part.length;
            }
            ByteBuffer buffer = ByteBuffer.allocateDirect(length);
            for (byte[] part : parts) {
                buffer.put(part);
            }
            return buffer.flip();
        }
    }

    private static final String STAYED = "not closed";
    private static final int NEWCOMERS = 64;
    private static final long SELECT_MILLIS = 20;
    private static final int RECEIVE_BUFFER = 4096;

    private final int port;
    private final int count;
    private final IntFunction<Attack> attack;
    private final Selector selector;
    private final Thread thread = Thread.ofPlatform().name("strangers").unstarted(this::run);
    private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
    private final Map<String, Integer> ends = new ConcurrentHashMap<>();
    private final CountDownLatch allEnded;
    private final AtomicLong connects = new AtomicLong();
    private final AtomicLong sent = new AtomicLong();
    private final Queue<Attack> returning = new ArrayDeque<>();
    private int come;
    private volatile boolean over;

    private Strangers(int port, int count, IntFunction<Attack> attack) throws IOException {
        this.port = port;
        this.count = count;
        this.attack = attack;
        this.selector = Selector.open();
        this.allEnded = new CountDownLatch(count);
    }

    /** Lets them come, as fast as they can. */
    public static Strangers of(int port, int count, IntFunction<Attack> attack) throws IOException {
        var strangers = new Strangers(port, count, attack);
        strangers.thread.start();
        return strangers;
    }

    /** Waits until the hub has ended all their connections; returns whether it has, in time. */
    public boolean awaitEnds(Duration limit) throws InterruptedException {
        return allEnded.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets those who are still there leave. */
    public void leave() throws InterruptedException {
        over = true;
        selector.wakeup();
        if (!thread.join(Patience.LIMIT)) {
            throw new AssertionError("strangers do not leave");
        }
    }

    /** Returns how many connections have ended in which way. */
    public Map<String, Integer> ends() {
        return new TreeMap<>(ends);
    }

    /** Returns how often they have connected. */
    public long connects() {
        return connects.get();
    }

    /** Returns how many bytes they have sent. */
    public long sent() {
        return sent.get();
    }

    private void run() {
        try (selector) {
            while (!over && allEnded.getCount() > 0) {
                for (int i = 0; i < NEWCOMERS && come < count; i++) {
                    new Stranger(attack.apply(come++)).connect();
                }
                selector.select(key -> ((Stranger) key.attachment()).ready(key), come < count ? 1 : SELECT_MILLIS);
                for (int i = returning.size(); i > 0; i--) {
                    new Stranger(returning.remove()).connect();
                }
                long now = System.nanoTime();
                selector.keys().forEach(key -> ((Stranger) key.attachment()).wake(key, now));
            }
            for (SelectionKey key : selector.keys()) {
                ((Stranger) key.attachment()).end(key, STAYED);
            }
            if (come < count) {
                ends.put("not come", count - come);
            }
        } catch (IOException e) {
            ends.put(e.toString(), count);
        }
    }

    private final class Stranger {

        private final Attack attack;
        private ByteBuffer out;
        private int times;
        private long due;
        private String last = "closed";

        Stranger(Attack attack) {
            this.attack = attack;
            this.out = attack.first().duplicate();
        }

        void connect() throws IOException {
            connects.incrementAndGet();
            SocketChannel channel = SocketChannel.open().setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_CONNECT, this);
            channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        void ready(SelectionKey key) {
            var channel = (SocketChannel) key.channel();
            try {
                if (key.isConnectable()) {
                    channel.finishConnect();
                    key.interestOps(SelectionKey.OP_WRITE | (attack.reads() ? SelectionKey.OP_READ : 0));
                } else if (key.isReadable()) {
                    read(key, channel);
                } else if (key.isWritable()) {
                    write(key, channel);
                }
            } catch (IOException e) {
                end(key, "reset");
            }
        }

        /** Goes on after a pause. */
        void wake(SelectionKey key, long now) {
            if (due != 0 && now - due > 0 && key.isValid()) {
                due = 0;
                key.interestOpsOr(SelectionKey.OP_WRITE);
            }
        }

        private void write(SelectionKey key, SocketChannel channel) throws IOException {
            sent.addAndGet(channel.write(out));
            if (out.hasRemaining()) {
                return;
            }
            if (times < attack.times()) {
                times++;
                out = attack.again().duplicate();
                if (attack.pause().isPositive()) {
                    due = System.nanoTime() + attack.pause().toNanos();
                    key.interestOpsAnd(~SelectionKey.OP_WRITE);
                }
            } else {
                key.interestOpsAnd(~SelectionKey.OP_WRITE);
            }
        }

        /** Reads, and keeps in mind what may be the last: the status of HTTP, the code of a close frame. */
        private void read(SelectionKey key, SocketChannel channel) throws IOException {
            in.clear();
            int length = channel.read(in);
            if (length < 0) {
                end(key, last);
            } else if (length >= 4 && in.getShort(length - 4) == (short) 0x8802) {
                last = "close " + in.getShort(length - 2);
            } else if (length > 12 && in.get(0) == 'H' && in.get(9) != '1') {
                last = "status " + StandardCharsets.US_ASCII.decode(in.slice(9, 3));
            }
        }

        void end(SelectionKey key, String how) {
            if (!key.isValid()) {
                return;
            }
            key.cancel();
            try {
                key.channel().close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            ends.merge(how, 1, Integer::sum);
            if (attack.returns() && !over) {
                returning.add(attack);
            } else {
                allEnded.countDown();
            }
        }
    }
}
