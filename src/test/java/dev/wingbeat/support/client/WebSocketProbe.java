package dev.wingbeat.support.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.wingbeat.support.Json;
import dev.wingbeat.support.Patience;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client that sends exactly what a test tells it, right or wrong. Close frames are answered, nothing else
 * is done on its own. Frames arrive in an inbox, in order; {@code expect…} takes from it.
 */
public final class WebSocketProbe implements AutoCloseable {

    private final Socket socket;
    private final BufferedInputStream in;
    private final HttpAnswer handshake;
    private final LinkedBlockingQueue<Received> inbox = new LinkedBlockingQueue<>();

    private WebSocketProbe(Socket socket, HttpProbe request, byte[]... behind) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) Patience.LIMIT.toMillis());
        byte[] head = request.bytes(socket.getPort());
        socket.getOutputStream().write(behind.length == 0 ? head : ByteArrays.concat(List.of(head, behind[0])));
        for (int i = 1; i < behind.length; i++) {
            socket.getOutputStream().write(behind[i]);
        }
        in = new BufferedInputStream(socket.getInputStream());
        handshake = HttpAnswer.read(in, true);
        assertEquals(101, handshake.status(), () -> request.target() + " answered: " + handshake.text());
        socket.setSoTimeout(0);
    }

    /** Opens a connection to another address than loopback; anything but 101 fails. */
    public static WebSocketProbe open(InetSocketAddress address, HttpProbe request) {
        try {
            var socket = new Socket();
            socket.connect(address, (int) Patience.LIMIT.toMillis());
            var probe = new WebSocketProbe(socket, request);
            probe.startReading();
            return probe;
        } catch (IOException e) {
            throw new UncheckedIOException(request.target(), e);
        }
    }

    /** Opens a connection; anything but 101 fails. */
    public static WebSocketProbe open(int port, HttpProbe request) {
        var probe = openWithoutReading(port, request, 0);
        probe.startReading();
        return probe;
    }

    /**
     * Opens a connection whose client does not wait for the answer.
     *
     * @param behind what is sent before the answer has come: the first in the same write as the request
     */
    public static WebSocketProbe openEagerly(int port, HttpProbe request, byte[]... behind) {
        try {
            var probe = new WebSocketProbe(new Socket(InetAddress.getLoopbackAddress(), port), request, behind);
            probe.startReading();
            return probe;
        } catch (IOException e) {
            throw new UncheckedIOException(request.target(), e);
        }
    }

    /**
     * Opens a connection from which nothing is read until {@link #startReading}.
     *
     * @param receiveBuffer bytes that the kernel may take in, 0 for its own choice
     */
    public static WebSocketProbe openWithoutReading(int port, HttpProbe request, int receiveBuffer) {
        try {
            var socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return new WebSocketProbe(socket, request);
        } catch (IOException e) {
            throw new UncheckedIOException(request.target(), e);
        }
    }

    /** Begins to take frames from the connection into the inbox. */
    public void startReading() {
        Thread.ofVirtual().name("probe " + socket.getLocalPort()).start(this::read);
    }

    private void read() {
        var reader = new StrictFrameReader(in);
        try {
            while (true) {
                var received = reader.next();
                inbox.add(received);
                if (received instanceof Received.Close close) {
                    send(close.code() == 1005 ? ClientFrame.of(8, new byte[0]) : ClientFrame.close(close.code()));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            inbox.add(new Received.End(e.toString()));
        }
    }

    /** Returns the answer to the handshake. */
    public HttpAnswer handshake() {
        return handshake;
    }

    /** Sends a text message as it is. */
    public void send(String text) {
        send(ClientFrame.text(text));
    }

    /** Sends JSON, which may be written with single quotes and spaces. */
    public void sendJson(String... texts) {
        for (var text : texts) {
            send(Json.compact(text));
        }
    }

    /** Sends a binary message. */
    public void sendHex(String hex) {
        send(ClientFrame.hex(hex));
    }

    /** Sends frames, all in one write. */
    public void send(ClientFrame... frames) {
        write(ByteArrays.concat(Arrays.stream(frames).map(ClientFrame::bytes).toList()));
    }

    /** Sends a frame, each byte in a write of its own. */
    public void sendBytewise(ClientFrame frame) {
        for (byte one : frame.bytes()) {
            write(new byte[] {one});
        }
    }

    /** Sends a text message compressed by permessage-deflate, without a context from earlier ones. */
    public void sendDeflated(String text) {
        send(ClientFrame.of(1, ByteArrays.deflate(text)).withReserved(4));
    }

    /** Writes bytes to the TCP connection. */
    public void write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Joins a topic in V2 and takes the ok reply. */
    public void join(String topic, String joinRef) {
        sendJson("['%1$s','%1$s','%2$s','phx_join',{}]".formatted(joinRef, topic));
        expect("['%1$s','%1$s','%2$s','phx_reply',{'status':'ok','response':{}}]".formatted(joinRef, topic));
    }

    /** Joins a topic in V2 with join_ref "1" and takes the ok reply. */
    public void join(String topic) {
        join(topic, "1");
    }

    /** Proves that nothing came before now: sends a heartbeat and takes its reply as the very next frame. */
    public void expectNothingBeforeHeartbeat() {
        sendJson("[null,'marker','phoenix','heartbeat',{}]");
        expect("[null,'marker','phoenix','phx_reply',{'status':'ok','response':{}}]");
    }

    /** Takes the next frame. */
    public Received next() {
        var received = next(Patience.LIMIT);
        if (received == null) {
            throw new AssertionError("nothing arrived in " + Patience.LIMIT);
        }
        return received;
    }

    /** Takes the next frame, null when none comes in time. */
    public @Nullable Received next(Duration patience) {
        try {
            return inbox.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for a frame", e);
        }
    }

    /** Takes the next frame, which must be text. */
    public String nextText() {
        var received = next();
        if (received instanceof Received.Text text) {
            return text.text();
        }
        throw new AssertionError("got " + received + " (expected: a text frame)");
    }

    /** Takes the next message, which must have this event, in the form of V2. Returns its payload. */
    public JsonNode nextPayload(String event) {
        var message = Json.parse(nextText());
        assertEquals(event, message.path(3).textValue(), message::toString);
        return message.path(4);
    }

    /** Takes the next frames, which must be these JSON texts in this order. */
    public void expect(String... texts) {
        for (var text : texts) {
            expect(Json.parse(text));
        }
    }

    /** Takes the next frame, which must be this JSON. */
    public void expect(JsonNode expected) {
        var received = next();
        if (!(received instanceof Received.Text text)) {
            throw new AssertionError("got " + received + " (expected: " + expected + ')');
        }
        assertEquals(expected, Json.parse(text.text()));
    }

    /** Takes the next frames, which must be these binary messages. */
    public void expectHex(String... expected) {
        for (var hex : expected) {
            assertEquals(new Received.Binary(hex), next());
        }
    }

    /** Takes a pong with this payload. */
    public void expectPong(String payload) {
        assertEquals(new Received.Control(10, payload), next());
    }

    /** Takes the next frame, a close frame with this code and no text; then the connection must end. */
    public void expectClose(int code) {
        assertEquals(new Received.Close(code, ""), next());
        expectEnd();
    }

    /** Takes whatever is still in the inbox up to the close frame, and returns its code; 1006 without a close frame. */
    public int awaitClose() {
        while (true) {
            switch (next()) {
                case Received.Close close -> {
                    return close.code();
                }
                case Received.End end -> {
                    return 1006;
                }
                case Received.Text text -> {}
                case Received.Binary binary -> {}
                case Received.Control control -> {}
            }
        }
    }

    /** Takes the end of the connection. */
    public void expectEnd() {
        var received = next();
        if (!(received instanceof Received.End)) {
            throw new AssertionError("got " + received + " (expected: the end of the connection)");
        }
    }

    /** Proves that nothing comes for a while: for what no later event can mark. */
    public void expectNothing(Duration quiet) {
        assertNull(next(quiet), "a frame (expected: nothing in " + quiet + ')');
    }

    /** Returns what has arrived and was not taken. */
    public List<Received> arrived() {
        return List.copyOf(inbox);
    }

    /** Breaks the TCP connection by a reset, as a network failure does. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the TCP connection without a close frame. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
