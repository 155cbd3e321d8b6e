package dev.wingbeat.support.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.wingbeat.support.Patience;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** A client of server-sent events that reads when it is told to, and shows what it got byte for byte. */
public final class EventStreamProbe implements AutoCloseable {

    private final Socket socket;
    private final BufferedInputStream in;
    private final HttpAnswer head;
    private int chunkLeft;

    private EventStreamProbe(Socket socket, HttpProbe request) throws IOException {
        this.socket = socket;
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        socket.getOutputStream().write(request.bytes(socket.getPort()));
        in = new BufferedInputStream(socket.getInputStream(), 1024);
        head = HttpAnswer.read(in, false);
        assertEquals(200, head.status(), () -> request.target() + " was refused");
    }

    /** Opens a stream; anything but 200 fails. */
    public static EventStreamProbe open(int port, HttpProbe request) {
        return open(port, request, 0);
    }

    /** Opens a stream with so many bytes that the kernel may take in, 0 for its own choice. */
    public static EventStreamProbe open(int port, HttpProbe request, int receiveBuffer) {
        try {
            var socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new EventStreamProbe(socket, request);
        } catch (IOException e) {
            throw new UncheckedIOException(request.target(), e);
        }
    }

    /** Returns the head of the answer. */
    public HttpAnswer head() {
        return head;
    }

    /** Reads up to and including the next blank line. */
    public String next() {
        try {
            String block = block();
            if (block == null) {
                throw new AssertionError("the stream has ended (expected: an event)");
            }
            return block;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the next blocks, which must be these. */
    public void expect(String... blocks) {
        for (var block : blocks) {
            assertEquals(block, next());
        }
    }

    /** Reads the end that the server has written, with nothing before. */
    public void expectEnd() {
        try {
            assertEquals(null, block());
        } catch (IOException e) {
            throw new AssertionError("broken off (expected: an orderly end)", e);
        }
    }

    /** Reads on until the connection breaks off; returns how many blocks came before. */
    public int blocksUntilBroken() {
        int blocks = 0;
        try {
            while (block() != null) {
                blocks++;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after " + blocks + " blocks (expected: broken off)", e);
        } catch (IOException e) {
            return blocks;
        }
        throw new AssertionError("an orderly end after " + blocks + " blocks (expected: broken off)");
    }

    private String block() throws IOException {
        var block = new ByteArrayOutputStream();
        int last = 0;
        for (int next = read(); next >= 0; next = read()) {
            block.write(next);
            if (next == '\n' && last == '\n') {
                return block.toString(StandardCharsets.UTF_8);
            }
            last = next;
        }
        assertEquals("", block.toString(StandardCharsets.UTF_8), "an unfinished block before the end");
        return null;
    }

    /** Reads a byte of the body, -1 at the chunk that ends it. */
    private int read() throws IOException {
        if (chunkLeft == 0) {
            chunkLeft = Integer.parseInt(line(), 16);
            if (chunkLeft == 0) {
                line();
                return -1;
            }
        }
        int next = required();
        if (--chunkLeft == 0) {
            line();
        }
        return next;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int next = required(); next != '\n'; next = required()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private int required() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("in the middle of a stream");
        }
        return next;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
