package dev.wingbeat.client;

import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket of the JDK: joins fragments, sends one message after the other, tells its end once. Its listener hands
 * everything over to the client's loop, to which all else is confined.
 */
final class Connection implements WebSocket.Listener {

    private final ClientLoop loop;
    private final ClientCodec codec;
    private final Consumer<ClientCodec.Incoming> received;
    private final Consumer<Disconnect> ended;
    private final Queue<Object> unsent = new ArrayDeque<>();
    private @Nullable WebSocket webSocket;
    private boolean sending;
    private boolean over;

    // of the listener, which is never called by two threads at once
    private final StringBuilder text = new StringBuilder();
    private ByteBuffer binary = ByteBuffer.allocate(0);

    Connection(
            ClientLoop loop, ClientCodec codec, Consumer<ClientCodec.Incoming> received, Consumer<Disconnect> ended) {
        this.loop = loop;
        this.codec = codec;
        this.received = received;
        this.ended = ended;
    }

    /** Gets the WebSocket, once there is one. */
    void open(WebSocket webSocket) {
        this.webSocket = webSocket;
        if (over) {
            webSocket.abort();
        }
    }

    /** Sends a {@link String} as text, a {@link ByteBuffer} as binary. */
    void send(Object message) {
        if (!over) {
            unsent.add(message);
            sendNext();
        }
    }

    private void sendNext() {
        WebSocket socket = webSocket;
        if (sending || socket == null || over) {
            return;
        }
        Object message = unsent.poll();
        if (message != null) {
            sending = true;
            sent(
                    message instanceof ByteBuffer bytes
                            ? socket.sendBinary(bytes, true)
                            : socket.sendText((CharSequence) message, true));
        }
    }

    private void sent(CompletableFuture<WebSocket> sent) {
        var unused = sent.whenComplete((socket, cause) -> loop.execute(() -> {
            sending = false;
            if (cause != null) {
                end(new Disconnect.Lost(cause));
            } else {
                sendNext();
            }
        }));
    }

    /** Closes in order; what is not sent by now is not sent any more. */
    void close() {
        WebSocket socket = webSocket;
        over = true;
        if (socket != null) {
            var unused = socket.sendClose(WebSocket.NORMAL_CLOSURE, "")
                    .whenComplete((closed, cause) -> loop.execute(socket::abort));
        }
    }

    /** Ends the connection at once, for a reason of this side. */
    void end(Disconnect reason) {
        if (!over) {
            over = true;
            if (webSocket != null) {
                webSocket.abort();
            }
            ended.accept(reason);
        }
    }

    /** Ends before it was open. */
    void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        end(
                cause instanceof WebSocketHandshakeException refused
                        ? new Disconnect.Refused(refused.getResponse().statusCode())
                        : new Disconnect.Lost(cause));
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String message = text.toString();
            text.setLength(0);
            text.trimToSize();
            take(socket, () -> codec.decode(message));
        } else {
            socket.request(1);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        binary = ByteBuffer.allocate(binary.remaining() + data.remaining())
                .put(binary)
                .put(data)
                .flip();
        if (last) {
            ByteBuffer message = binary;
            binary = ByteBuffer.allocate(0);
            take(socket, () -> codec.decode(message));
        } else {
            socket.request(1);
        }
        return null;
    }

    /** Hands a message over; the next one is asked for when the loop has had this one. */
    private void take(WebSocket socket, Supplier<ClientCodec.Incoming> decode) {
        loop.execute(() -> {
            if (over) {
                return;
            }
            ClientCodec.Incoming message;
            try {
                message = decode.get();
            } catch (RuntimeException e) {
                end(new Disconnect.Malformed(String.valueOf(e.getMessage())));
                return;
            }
            received.accept(message);
            socket.request(1);
        });
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
        loop.execute(() -> end(new Disconnect.Closed(statusCode, reason)));
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        loop.execute(() -> end(new Disconnect.Lost(error)));
    }
}
