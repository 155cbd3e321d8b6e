package dev.wingbeat.websocket;

import dev.wingbeat.connection.Assign;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.connection.ConnectInfo;
import dev.wingbeat.connection.Resources;
import dev.wingbeat.connection.ServerContext;
import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.frame.WebSocketUpgrade;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.PubSub;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The {@link WebSocketConnection} of one raw WebSocket. Messages are encoded on the calling thread; what is called from
 * elsewhere than the loop goes through the loop's inbox, in order.
 */
final class RawConnection implements WebSocketConnection {

    private static final int MAX_CONTROL_PAYLOAD = 125; // RFC 6455 section 5.5
    private static final int MAX_CLOSE_TEXT = MAX_CONTROL_PAYLOAD - 2;

    private final RawSocketServer socket;
    private final ServerContext server;
    private final WebSocketUpgrade.Accepted accepted;
    private final AtomicReference<Assigns> assigns;
    private final Resources resources;

    RawConnection(RawSocketServer socket, ServerContext server, WebSocketUpgrade.Accepted accepted) {
        this.socket = socket;
        this.server = server;
        this.accepted = accepted;
        this.assigns = new AtomicReference<>(accepted.connected().assigns());
        this.resources = new Resources(server, socket);
    }

    @Override
    public ConnectInfo connectInfo() {
        return accepted.connected().info();
    }

    @Override
    public SocketAddress remoteAddress() {
        return accepted.remoteAddress();
    }

    @Override
    public @Nullable String subprotocol() {
        return accepted.subprotocol();
    }

    @Override
    public @Nullable String id() {
        return accepted.connected().id();
    }

    @Override
    public Assigns assigns() {
        return assigns.get();
    }

    @Override
    public <T> void assign(Assign<T> key, T value) {
        var unused = assigns.updateAndGet(assigned -> assigned.with(key, value));
    }

    @Override
    public void sendText(String text) {
        send(Frame.text(text));
    }

    @Override
    public void sendBinary(Buffer bytes) {
        send(Frame.binary(bytes.getBytes()));
    }

    @Override
    public void sendPayload(Payload payload) {
        send(Frame.of(payload));
    }

    @Override
    public void ping(Buffer bytes) {
        if (bytes.length() > MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException(
                    "ping: " + bytes.length() + " bytes (expected: <= " + MAX_CONTROL_PAYLOAD + ")");
        }
        byte[] copy = bytes.getBytes();
        server.loop().run(() -> socket.sink().ping(copy));
    }

    @Override
    public void close(int code, String text) {
        if (!maySend(code)) {
            throw new IllegalArgumentException(
                    "close code: " + code + " (expected: 1000 to 1003, 1007 to 1014, or 3000 to 4999)");
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_CLOSE_TEXT) {
            throw new IllegalArgumentException(
                    "close text: " + length + " bytes (expected: <= " + MAX_CLOSE_TEXT + ")");
        }
        server.loop().run(() -> socket.close(code, text));
    }

    @Override
    public void sendSelf(Object message) {
        resources.send(message);
    }

    @Override
    public TimerRef sendAfter(Duration delay, Object message) {
        return resources.sendAfter(delay, message);
    }

    @Override
    public void subscribe(String topic) {
        resources.subscribe(topic);
    }

    @Override
    public void unsubscribe(String topic) {
        resources.unsubscribe(topic);
    }

    @Override
    public void broadcast(String topic, String event, Object payload) {
        pubSub().broadcast(topic, event, payload);
    }

    @Override
    public void broadcastFrom(String topic, String event, Object payload) {
        pubSub().broadcastFrom(resources, Broadcast.of(topic, event, payload));
    }

    @Override
    public void consume(String address) {
        resources.consume(address);
    }

    @Override
    public PubSub pubSub() {
        return server.pubSub();
    }

    /** Ends timers, subscriptions and consumers. */
    void release() {
        resources.release();
    }

    private void send(Frame frame) {
        server.loop().run(() -> socket.sink().send(frame));
    }

    /** RFC 6455 section 7.4: the codes that may stand in a close frame. */
    private static boolean maySend(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
