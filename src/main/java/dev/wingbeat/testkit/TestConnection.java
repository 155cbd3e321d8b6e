package dev.wingbeat.testkit;

import dev.wingbeat.client.ClientCodec;
import dev.wingbeat.client.LongPollSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One WebSocket or long-poll session of a test: reads when it may, sends one message after the other, tells its end once. */
final class TestConnection implements WebSocket.Listener {

    /** The close code of a connection that ended without one. */
    static final int LOST = 1006;

    /** A safety net, and a wide one: test machines are busy. */
    private static final long LIMIT_SECONDS = 60;

    /** Listens to a connection; called by its threads. */
    interface Observer {

        /** Receives a message. */
        void received(ClientCodec.Incoming message);

        /** Called at the end. */
        void ended(int code, String reason);
    }

    private final ClientCodec codec;
    private final Observer observer;
    private final ReentrantLock sending = new ReentrantLock();
    private final AtomicBoolean over = new AtomicBoolean();
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

    /** Guards the two below: whether to read, and whether a message was read while not to. */
    private final ReentrantLock reading = new ReentrantLock();

    private boolean paused;
    private boolean owed;
    private @Nullable WebSocket webSocket;
    private @Nullable LongPollSession session;

    TestConnection(ClientCodec codec, Observer observer) {
        this.codec = codec;
        this.observer = observer;
    }

    /**
     * Connects, and waits until it is.
     *
     * @throws AssertionError when the server answers anything but 101, or opens no session
     */
    void open(HttpClient http, ConnectOptions options, int port) {
        if (options.isLongPoll()) {
            poll(http, options, port);
            return;
        }
        try {
            webSocket = opening(http, options, port, this).get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("no connection to " + options.uri(port) + ": " + refusal(e.getCause()), e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no connection to " + options.uri(port) + ": " + e, e);
        }
    }

    private void poll(HttpClient http, ConnectOptions options, int port) {
        try {
            LongPollSession opened = LongPollSession.open(http, options.uri(port), options.headers());
            session = opened;
            opened.start(message -> observer.received(codec.decode(message)), why -> end(LOST, why));
        } catch (LongPollSession.RefusedSessionException | IOException e) {
            throw new AssertionError("no connection to " + e.getMessage(), e);
        }
    }

    /** Attempts to connect, and returns the status that refuses it. */
    static int refusal(int port, HttpClient http, ConnectOptions options) {
        if (options.isLongPoll()) {
            try {
                LongPollSession.open(http, options.uri(port), options.headers()).close();
                throw new AssertionError("connected to " + options.uri(port) + " (expected: to be refused)");
            } catch (LongPollSession.RefusedSessionException refused) {
                return refused.status();
            } catch (IOException e) {
                throw new AssertionError("no answer to " + options.uri(port) + ": " + e, e);
            }
        }
        try {
            opening(http, options, port, new WebSocket.Listener() {})
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .abort();
            throw new AssertionError("connected to " + options.uri(port) + " (expected: to be refused)");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw new AssertionError("no connection to " + options.uri(port) + ": " + e.getCause(), e);
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no answer to " + options.uri(port) + ": " + e, e);
        }
    }

    private static CompletableFuture<WebSocket> opening(
            HttpClient http, ConnectOptions options, int port, WebSocket.Listener listener) {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        options.headers().forEach(builder::header);
        String[] subprotocols = options.subprotocols();
        if (subprotocols.length > 0) {
            builder.subprotocols(subprotocols[0], subprotocols[1]);
        }
        return builder.buildAsync(options.uri(port), listener);
    }

    private static String refusal(@Nullable Throwable cause) {
        return cause instanceof WebSocketHandshakeException refused
                ? "HTTP status " + refused.getResponse().statusCode()
                : String.valueOf(cause);
    }

    /** Sends a {@link String} as text, a {@link ByteBuffer} as binary; nothing happens when the connection is over. */
    void send(Object message) {
        LongPollSession polled = session;
        if (polled != null && !over.get()) {
            post(polled, message);
        }
        WebSocket socket = webSocket;
        if (socket == null || over.get()) {
            return;
        }
        sending.lock();
        try {
            var sent = message instanceof ByteBuffer bytes
                    ? socket.sendBinary(bytes, true)
                    : socket.sendText((CharSequence) message, true);
            sent.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            end(LOST, String.valueOf(e.getCause()));
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("not sent: " + e, e);
        } finally {
            sending.unlock();
        }
    }

    private void post(LongPollSession polled, Object message) {
        try {
            if (!polled.send(message)) {
                end(LOST, "the session is gone");
            }
        } catch (IOException e) {
            end(LOST, String.valueOf(e));
        }
    }

    /** Ends the TCP connection without a close frame. */
    void drop() {
        if (session != null) {
            session.close();
        }
        if (webSocket != null) {
            webSocket.abort();
        }
        end(LOST, "dropped by the test");
    }

    /** Closes in order. */
    void close() {
        if (session != null) {
            session.close();
            end(WebSocket.NORMAL_CLOSURE, "closed by the test");
        }
        WebSocket socket = webSocket;
        if (socket != null && over.compareAndSet(false, true)) {
            observer.ended(WebSocket.NORMAL_CLOSURE, "closed by the test");
            var unused = socket.sendClose(WebSocket.NORMAL_CLOSURE, "").whenComplete((closed, cause) -> socket.abort());
        }
    }

    /** Reads nothing from now on, or goes on. */
    void pause(boolean pausing) {
        if (session != null) {
            session.pause(pausing);
        }
        reading.lock();
        try {
            paused = pausing;
            if (!pausing && owed && webSocket != null) {
                owed = false;
                webSocket.request(1);
            }
        } finally {
            reading.unlock();
        }
    }

    private void readOn(WebSocket socket) {
        reading.lock();
        try {
            if (paused) {
                owed = true;
            } else {
                socket.request(1);
            }
        } finally {
            reading.unlock();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String message = text.toString();
            text.setLength(0);
            observer.received(codec.decode(message));
        }
        readOn(socket);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        binary.writeBytes(bytes);
        if (last) {
            ByteBuffer message = ByteBuffer.wrap(binary.toByteArray());
            binary.reset();
            observer.received(codec.decode(message));
        }
        readOn(socket);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
        end(statusCode, reason);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        end(LOST, String.valueOf(error));
    }

    private void end(int code, String reason) {
        if (over.compareAndSet(false, true)) {
            observer.ended(code, reason);
        }
    }
}
