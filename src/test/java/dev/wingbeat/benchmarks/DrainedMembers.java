package dev.wingbeat.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients of one topic that throw away what they get and only count its bytes: as little work as can be. */
final class DrainedMembers implements AutoCloseable {

    private static final int MASK_BIT = 0x80;
    private static final String REQUEST = """
            GET /socket/websocket?vsn=2.0.0 HTTP/1.1\r
            host: 127.0.0.1\r
            upgrade: websocket\r
            connection: Upgrade\r
            sec-websocket-version: 13\r
            sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r
            \r
            """;

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final int count;
    private int message;

    private DrainedMembers(int count) throws IOException {
        this.count = count;
    }

    /** Connects so many clients, one after the other, and lets them join. */
    static DrainedMembers join(int port, String topic, int count) throws IOException {
        var members = new DrainedMembers(count);
        String join = "[\"1\",\"1\",\"" + topic + "\",\"phx_join\",{}]";
        for (int i = 0; i < count; i++) {
            var channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            write(channel, REQUEST.getBytes(UTF_8));
            members.readUntil(channel, "\r\n\r\n");
            write(channel, masked(join.getBytes(UTF_8)));
            members.readUntil(channel, "\"ok\"");
            channel.configureBlocking(false);
            var unused = channel.register(members.selector, SelectionKey.OP_READ);
        }
        return members;
    }

    private static void write(SocketChannel channel, byte[] bytes) throws IOException {
        var rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            int unused = channel.write(rest);
        }
    }

    /** Makes a short text frame, masked with zeros. */
    private static byte[] masked(byte[] text) {
        var frame = new byte[6 + text.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (MASK_BIT | text.length);
        System.arraycopy(text, 0, frame, 6, text.length);
        return frame;
    }

    private void readUntil(SocketChannel channel, String end) throws IOException {
        var text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            buffer.clear();
            if (channel.read(buffer) < 0) {
                throw new IOException("closed after: " + text);
            }
            text.append(UTF_8.decode(buffer.flip()));
        }
    }

    /** Waits for a first message, which is shorter than a read, and learns how many bytes it takes. */
    void learnSize() throws IOException {
        var first = new AtomicInteger();
        long total = 0;
        while (message == 0 || total < (long) message * count) {
            var read = new AtomicInteger();
            int unused = selector.select(key -> {
                int length = read(key);
                first.compareAndSet(0, length);
                read.addAndGet(length);
            });
            total += read.get();
            message = first.get();
        }
    }

    /** Waits until everybody has got the next message. Returns how many bytes came. */
    long awaitNext() throws IOException {
        long total = 0;
        while (total < (long) message * count) {
            total += read();
        }
        return total;
    }

    private int read() throws IOException {
        var read = new int[1];
        int unused = selector.select(key -> read[0] += read(key));
        return read[0];
    }

    private int read(SelectionKey key) {
        try {
            buffer.clear();
            return Math.max(0, ((SocketChannel) key.channel()).read(buffer));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
