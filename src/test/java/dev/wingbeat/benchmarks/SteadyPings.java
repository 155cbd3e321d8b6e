package dev.wingbeat.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.wingbeat.support.client.ClientFrame;
import dev.wingbeat.support.client.HttpProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Clients that behave: each pings its room at a steady rate, below what a hub allows, on one thread. A ping's time counts from when it
 * was due, so that neither a hub nor a measuring thread that stands still hides anything.
 */
final class SteadyPings implements AutoCloseable {

    private static final int CLIENTS = 16;
    private static final long EVERY_NANOS = 20_000_000;

    private final Selector selector = Selector.open();
    private final List<Client> clients = new ArrayList<>();
    private final List<Long> times = new ArrayList<>();
    private final List<Long> lags = new ArrayList<>();

    private SteadyPings() throws IOException {}

    /** Lets them connect and join, one after the other. */
    static SteadyPings of(int port) throws IOException {
        var pings = new SteadyPings();
        for (int i = 0; i < CLIENTS; i++) {
            pings.clients.add(pings.new Client(port, "room:quiet" + i));
        }
        return pings;
    }

    /** Pings for a while, and waits for what has not been answered by then. */
    void run(Duration time) throws IOException {
        times.clear();
        lags.clear();
        long begin = System.nanoTime();
        for (int i = 0; i < CLIENTS; i++) {
            clients.get(i).begin(begin + i * EVERY_NANOS / CLIENTS);
        }
        boolean waiting = true;
        while (waiting) {
            waiting = false;
            long now = System.nanoTime();
            boolean over = now - begin > time.toNanos();
            for (Client client : clients) {
                if (!over) {
                    client.sendDue(now);
                }
                waiting |= !over || client.answered < client.sent;
            }
            int unused = selector.select(key -> ((Client) key.attachment()).read(), 1);
        }
    }

    /** Returns how long each answer took from when its ping was due, in nanoseconds. */
    List<Long> times() {
        return times;
    }

    /** Returns how late each ping was sent, in nanoseconds: what the measuring itself adds. */
    List<Long> lags() {
        return lags;
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.channel.close();
        }
        selector.close();
    }

    private final class Client {

        private final SocketChannel channel;
        private final String topic;
        private final ByteBuffer in = ByteBuffer.allocate(64 * 1024);
        private long begin;
        private int sent;
        private int answered;

        Client(int port, String topic) throws IOException {
            this.topic = topic;
            channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            write(HttpProbe.upgrade("/socket/websocket?vsn=2.0.0").bytes(port));
            awaitText("\r\n\r\n");
            write(frame("0", "phx_join"));
            awaitText("\"ok\"");
            in.clear();
            channel.configureBlocking(false);
            var unused = channel.register(selector, SelectionKey.OP_READ, this);
        }

        private byte[] frame(String ref, String event) {
            String text = "[\"1\",\"" + ref + "\",\"" + topic + "\",\"" + event + "\",{}]";
            return ClientFrame.bytes(List.of(ClientFrame.text(text)));
        }

        private void write(byte[] bytes) throws IOException {
            var rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                int unused = channel.write(rest);
            }
        }

        private void awaitText(String end) throws IOException {
            while (!text().contains(end)) {
                if (channel.read(in) < 0) {
                    throw new IOException("closed after: " + text());
                }
            }
        }

        private String text() {
            return new String(in.array(), 0, in.position(), US_ASCII);
        }

        void begin(long first) {
            begin = first;
            sent = 0;
            answered = 0;
        }

        void sendDue(long now) throws IOException {
            for (long due = begin + sent * EVERY_NANOS; now - due >= 0; due += EVERY_NANOS) {
                write(frame(String.valueOf(sent++), "ping"));
                lags.add(now - due);
            }
        }

        /** Takes the answers: short text frames, in the order of the pings. */
        void read() {
            try {
                if (channel.read(in) < 0) {
                    throw new IllegalStateException("a client that behaves was closed");
                }
            } catch (IOException e) {
                throw new IllegalStateException("a client that behaves was reset", e);
            }
            long now = System.nanoTime();
            in.flip();
            while (in.remaining() > 1 && in.remaining() >= 2 + in.get(in.position() + 1)) {
                if (in.get() != (byte) 0x81) {
                    throw new IllegalStateException("a client that behaves was sent something else than an answer");
                }
                in.position(in.position() + 1 + in.get(in.position()));
                times.add(now - begin - answered++ * EVERY_NANOS);
            }
            in.compact();
        }
    }
}
