package dev.wingbeat.frame;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.limit.RateLimit;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link FrameSink} on nothing but the public API of Vert.x, which answers pings and completes close handshakes by itself.
 * Every message is encoded anew for every socket.
 */
final class PlainFrameSink implements FrameSink {

    private static final System.Logger LOGGER = System.getLogger(PlainFrameSink.class.getName());
    private static final RateLimitedLog SLOW = new RateLimitedLog(LOGGER, WARNING);
    private static final int QUEUE = 64 * 1024;
    private static final int NO_CODE = 1005;

    private final PlainFrameSinks loop;
    private final ServerWebSocket webSocket;
    private final WebSocketLimits limits;
    private @Nullable FrameListener listener;
    private @Nullable Buffer fragments;
    private boolean binary;
    private long lastRead;
    private long lastProgress;
    private int pending;
    private int largest;
    private boolean progress;
    private boolean closing;
    private boolean notified;

    PlainFrameSink(PlainFrameSinks loop, ServerWebSocket webSocket, WebSocketLimits limits) {
        this.loop = loop;
        this.webSocket = webSocket;
        this.limits = limits;
        this.lastRead = loop.time().now();
        this.lastProgress = lastRead;
    }

    /** Begins to read; {@code listener} takes what comes. */
    void open(FrameListener listener) {
        this.listener = listener;
        webSocket.setWriteQueueMaxSize(QUEUE);
        webSocket.frameHandler(this::received);
        webSocket.drainHandler(ignored -> listener.writableAgain());
        webSocket.exceptionHandler(this::failed);
        webSocket.closeHandler(ignored -> lost());
    }

    // --- out

    @Override
    public void send(Frame frame) {
        if (closing) {
            return;
        }
        int length = frame.payloadLength();
        pending += length;
        largest = pending == length ? length : Math.max(largest, length);
        webSocket.writeFrame(message(frame)).onComplete(written -> {
            pending -= length;
            progress = true;
        });
        if (pending - largest > limits.maxPending()) {
            giveUp("more than " + limits.maxPending() + " bytes wait behind a message");
        }
    }

    private static WebSocketFrame message(Frame frame) {
        if (frame.isBinary()) {
            Buffer bytes = Buffer.buffer().appendBytes(frame.array(), frame.payloadOffset(), frame.payloadLength());
            return WebSocketFrame.binaryFrame(bytes, true);
        }
        String text = new String(frame.array(), frame.payloadOffset(), frame.payloadLength(), UTF_8);
        return WebSocketFrame.textFrame(text, true);
    }

    @Override
    public RateLimit.@Nullable Left bytesLeft() {
        return null;
    }

    @Override
    public boolean writable() {
        return !webSocket.writeQueueFull();
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public void ping(byte[] bytes) {
        if (!closing) {
            webSocket.writePing(Buffer.buffer(bytes)).onFailure(PlainFrameSink::log);
        }
    }

    /** Closes the silent and the stalled; Vert.x closes those that do not answer a close. */
    void tick(long now) {
        if (closing) {
            return;
        }
        if (progress || !webSocket.writeQueueFull()) {
            progress = false;
            lastProgress = now;
        }
        if (now - lastRead > limits.idleTimeout().toNanos()) {
            close(DisconnectReason.IDLE);
        } else if (now - lastProgress > limits.stallTimeout().toNanos()) {
            giveUp("nothing taken for " + limits.stallTimeout());
        }
    }

    /** Sends no more. Vert.x has nothing public that resets a TCP connection: the kernel does, after the stall timeout. */
    private void giveUp(String why) {
        SLOW.log(() -> "closing " + webSocket.remoteAddress() + ", it does not read: " + why);
        close(DisconnectReason.SLOW_CONSUMER);
    }

    // --- in

    private void received(WebSocketFrame frame) {
        lastRead = loop.time().now();
        if (closing) {
            return;
        }
        if (frame.isClose()) {
            int code = frame.binaryData().length() == 0 ? NO_CODE : frame.closeStatusCode();
            String reason = frame.closeReason();
            end(new CloseReason.Remote(code, reason == null ? "" : reason));
        } else if (frame.isText() || frame.isBinary() || frame.isContinuation()) {
            data(frame);
        }
    }

    private void data(WebSocketFrame frame) {
        if (!frame.isContinuation()) {
            binary = frame.isBinary();
        }
        Buffer begun = fragments == null ? Buffer.buffer() : fragments;
        Buffer message = begun.appendBuffer(frame.binaryData());
        fragments = frame.isFinal() ? null : message;
        if (message.length() > limits.maxMessageSize()) {
            close(DisconnectReason.TOO_BIG);
        } else if (frame.isFinal() && listener != null) {
            listener.message(message.getBytes(), binary);
        }
    }

    /** Takes what Vert.x found wrong, but for the end of the TCP connection, which it tells of in the same way. */
    private void failed(Throwable cause) {
        LOGGER.log(DEBUG, "a connection failed", cause);
        if (!webSocket.isClosed() && !(cause instanceof IOException)) {
            close(DisconnectReason.PROTOCOL_ERROR);
        }
    }

    // --- close

    @Override
    public void close(DisconnectReason reason) {
        int code = listener == null ? reason.code() : listener.code(reason);
        close(code, "", new CloseReason.Disconnected(reason));
    }

    @Override
    public void close(int code, String text) {
        close(code, text, new CloseReason.Local(code, text));
    }

    private void close(int code, String text, CloseReason reason) {
        if (!closing) {
            end(reason);
            webSocket.close((short) code, text).onFailure(PlainFrameSink::log);
        }
    }

    private void end(CloseReason reason) {
        closing = true;
        loop.later(() -> notifyClosed(reason));
    }

    private void lost() {
        closing = true;
        loop.remove(this);
        notifyClosed(new CloseReason.Lost());
    }

    private void notifyClosed(CloseReason reason) {
        if (!notified && listener != null) {
            notified = true;
            listener.closed(reason);
        }
    }

    private static void log(Throwable cause) {
        LOGGER.log(DEBUG, "a connection ended before it took a frame", cause);
    }
}
