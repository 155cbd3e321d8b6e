package dev.wingbeat.websocket;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.connection.CloseReason;
import dev.wingbeat.connection.ConnectInfoCollector;
import dev.wingbeat.connection.ConnectOutcome.Connected;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.Connections;
import dev.wingbeat.connection.DisconnectReason;
import dev.wingbeat.connection.Resources;
import dev.wingbeat.credential.ConnectionCredentials;
import dev.wingbeat.frame.FrameListener;
import dev.wingbeat.frame.FrameSink;
import dev.wingbeat.frame.WebSocketUpgrade;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.Utf8;
import dev.wingbeat.pubsub.Delivery;
import dev.wingbeat.pubsub.Subscriber;
import dev.wingbeat.pubsub.Subscription;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The running half of one raw WebSocket: calls the application's {@link WebSocketHandler}, and ends here what it throws.
 * Confined to the connection's loop. Subscribes to the connection's id for {@code disconnect}.
 */
final class RawSocketServer
        implements FrameListener, Subscriber, Resources.Owner, Connections.Connection, ConnectionCredentials.Holder {

    /** A callback of the application. */
    private interface Callback {
        void call(WebSocketHandler handler) throws Exception;
    }

    private static final System.Logger LOGGER = System.getLogger(RawSocketServer.class.getName());

    private static final RateLimitedLog NOT_UTF8 = new RateLimitedLog(LOGGER, WARNING);
    private static final RateLimitedLog CRASHED = new RateLimitedLog(LOGGER, ERROR);

    private final RawSocketTransport mount;
    private final FrameSink sink;
    private final RawConnection connection;
    private final @Nullable Subscription disconnects;
    private final @Nullable ConnectionCredentials credentials;
    private long retained;
    private @Nullable WebSocketHandler handler;
    private @Nullable Throwable crash;
    private boolean closing;

    private RawSocketServer(RawSocketTransport mount, FrameSink sink, WebSocketUpgrade.Accepted accepted) {
        this.mount = mount;
        this.sink = sink;
        this.connection = new RawConnection(this, mount.server(), accepted);
        Connected connected = accepted.connected();
        charge(ConnectInfoCollector.size(connected.info()));
        this.credentials =
                connected.credentials() == null ? null : mount.credentials().enter(connected.credentials(), this);
        String id = connected.id();
        this.disconnects = id == null ? null : mount.server().loop().subscribeToDisconnect(id, this);
    }

    /** Opens a connection that was accepted. */
    static RawSocketServer open(RawSocketTransport mount, FrameSink sink, WebSocketUpgrade.Accepted accepted) {
        var socket = new RawSocketServer(mount, sink, accepted);
        mount.connections()
                .add(socket, accepted.connected().permit(), accepted.connected().address());
        mount.metrics().opened();
        socket.init();
        return socket;
    }

    /** Makes the application's handler and begins. */
    private void init() {
        try {
            handler = mount.newHandler();
        } catch (Throwable e) {
            crash(e);
        }
        call(made -> made.init(connection));
    }

    @Override
    public void message(byte[] bytes, boolean binary) {
        if (binary) {
            call(open -> open.handleBinary(Buffer.buffer(bytes), connection));
        } else if (Utf8.isValid(bytes, 0, bytes.length)) {
            call(open -> open.handleText(new String(bytes, StandardCharsets.UTF_8), connection));
        } else {
            NOT_UTF8.log(() -> "closing " + connection.remoteAddress() + ": a text message is not UTF-8");
            close(DisconnectReason.INVALID_UTF8);
        }
    }

    /** Hands a message from inside to the application. */
    @Override
    public void info(Object message) {
        call(open -> open.handleInfo(message, connection));
    }

    @Override
    public String label() {
        return connection.remoteAddress().toString();
    }

    @Override
    public void deliver(Delivery delivery) {
        if (delivery.broadcast().event().equals(Events.DISCONNECT)) {
            close(DisconnectReason.DISCONNECT);
        }
    }

    @Override
    public void close(DisconnectReason reason) {
        closing = true;
        sink.close(reason);
    }

    @Override
    public ConnectionView view() {
        return new ConnectionView() {
            @Override
            public @Nullable String socketId() {
                return connection.id();
            }

            @Override
            public String transport() {
                return RawSocketTransport.LABEL;
            }

            @Override
            public long waiting() {
                return sink.pending();
            }
        };
    }

    /** Closes because the application wants it. */
    void close(int code, String text) {
        closing = true;
        sink.close(code, text);
    }

    @Override
    public long held() {
        return retained;
    }

    @Override
    public void charge(long bytes) {
        retained += bytes;
        mount.server().account().heap(bytes);
    }

    @Override
    public void closed(CloseReason reason) {
        closing = true;
        connection.release();
        charge(-retained);
        mount.connections().remove(this);
        mount.metrics().closed(reason);
        if (disconnects != null) {
            disconnects.unsubscribe();
        }
        if (credentials != null) {
            credentials.close();
        }
        WebSocketHandler ended = handler;
        if (ended != null) {
            terminate(ended, crash == null ? reason : new CloseReason.Failure(crash));
        }
    }

    FrameSink sink() {
        return sink;
    }

    @SuppressWarnings("CatchingUnchecked") // whatever the application throws ends here
    private void call(Callback callback) {
        WebSocketHandler open = handler;
        if (closing || open == null) {
            return;
        }
        try {
            callback.call(open);
        } catch (Throwable e) {
            crash(e);
        }
    }

    private void crash(Throwable cause) {
        CRASHED.log(() -> "the handler of WebSocket " + connection.remoteAddress() + " crashed", cause);
        crash = cause;
        close(DisconnectReason.MALFORMED);
    }

    @SuppressWarnings("CatchingUnchecked")
    private void terminate(WebSocketHandler ended, CloseReason reason) {
        try {
            ended.terminate(reason, connection);
        } catch (Throwable e) {
            CRASHED.log(() -> "terminate of WebSocket " + connection.remoteAddress() + " crashed", e);
        }
    }
}
