package dev.wingbeat.testkit;

import dev.wingbeat.client.ClientCodec;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import dev.wingbeat.testkit.Monitor.Waits;
import java.net.http.HttpClient;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A client of a {@link TestHub}, connected by a real WebSocket. It does what it is told: it answers nothing but heartbeats, and does
 * not come back by itself. Ends with its test. May be used from any thread.
 */
public final class TestClient implements AutoCloseable {

    /** The end of a connection. */
    private record End(int code, String reason) {}

    private final HttpClient http;
    private final ConnectOptions options;
    private final Supplier<Waits> waits;
    private final Function<String, TestTopic> subscribe;
    private final ClientCodec codec;
    private final Monitor monitor = new Monitor();
    private final Map<String, TestChannel> channels = new LinkedHashMap<>();
    private final Map<String, TestPush> unanswered = new HashMap<>();
    private TestConnection connection;
    private @Nullable End end;
    private boolean silent;
    private long lastRef;

    TestClient(HttpClient http, ConnectOptions options, Supplier<Waits> waits, Function<String, TestTopic> subscribe) {
        this.http = http;
        this.options = options;
        this.waits = waits;
        this.subscribe = subscribe;
        this.codec = new ClientCodec(options.serializer());
        this.connection = newConnection();
    }

    private TestConnection newConnection() {
        return new TestConnection(codec, new TestConnection.Observer() {
            @Override
            public void received(ClientCodec.Incoming message) {
                monitor.change(() -> take(message));
            }

            @Override
            public void ended(int code, String reason) {
                monitor.change(() -> end = new End(code, reason));
            }
        });
    }

    TestClient connect(int port) {
        connection.open(http, options, port);
        beatLater(connection);
        return this;
    }

    /** Connects again after an end, and joins all its channels again, as clients do. */
    TestClient reconnect(int port) {
        monitor.change(() -> {
            end = null;
            unanswered.clear();
            connection = newConnection();
        });
        connect(port);
        monitor.read(() -> Map.copyOf(channels)).values().forEach(TestChannel::rejoin);
        return this;
    }

    /** Joins a topic with an empty object, and waits until it is joined. */
    public TestChannel join(String topic) {
        return join(topic, Map.of());
    }

    /**
     * Joins a topic, and waits until it is joined.
     *
     * @param params a JSON object, such as a map or a record
     * @throws AssertionError when the join is refused
     */
    public TestChannel join(String topic, Object params) {
        return channel(topic, params).join();
    }

    /** Joins a topic that refuses it, and returns the response. */
    public Payload joinRefused(String topic) {
        return joinRefused(topic, Map.of());
    }

    /** Joins a topic that refuses it, and returns the response. */
    public Payload joinRefused(String topic, Object params) {
        return channel(topic, params).joinRefused();
    }

    private TestChannel channel(String topic, Object params) {
        var made = new TestChannel(this, topic, params, subscribe.apply(topic));
        monitor.change(() -> channels.put(topic, made));
        return made;
    }

    /** Waits until the connection has ended, whichever way. Returns the close code, 1006 when there was none. */
    public int assertDisconnected() {
        connection.pause(false); // whoever does not read cannot see the end either
        End ended = monitor.await(waits.get().arrival(), () -> end);
        if (ended == null) {
            throw new AssertionError("the connection is open (expected: to have ended)");
        }
        return ended.code;
    }

    /** Waits until the connection has ended with this code; 1006 for an end without a close frame. */
    public void assertDisconnected(int code) {
        int was = assertDisconnected();
        if (was != code) {
            throw new AssertionError("the connection has ended with code " + was + " (expected: " + code + ')');
        }
    }

    /** Waits a moment in full, and fails when the connection has ended by then. */
    public void refuteDisconnected() {
        if (monitor.await(waits.get().absence(), () -> end) != null) {
            throw new AssertionError(monitor.read(this::whyOver) + " (expected: to be open)");
        }
    }

    /** Ends the TCP connection without a word, as a network failure does. */
    public void drop() {
        connection.drop();
    }

    /** Sends no more heartbeats: the server gives the connection up once its idle timeout is over. */
    public void silence() {
        monitor.change(() -> silent = true);
    }

    /** Reads nothing any more, as a client that is too slow; what waits for it grows on the server. */
    public void stopReading() {
        connection.pause(true);
    }

    /** Reads on after {@link #stopReading}. */
    public void startReading() {
        connection.pause(false);
    }

    /** Closes the connection in order, with code 1000. */
    @Override
    public void close() {
        connection.close();
    }

    // --- for its channels

    Monitor monitor() {
        return monitor;
    }

    Waits waits() {
        return waits.get();
    }

    /** Returns why nothing can come any more, null while it can; inside the monitor. */
    @Nullable
    String whyOver() {
        return end == null
                ? null
                : "the connection has ended with code " + end.code + (end.reason.isEmpty() ? "" : ", " + end.reason);
    }

    /** Sends a message of a channel; the reply goes to the push. */
    void send(TestPush push, TestChannel of, String event, Payload payload) {
        Object[] frame = new Object[1];
        monitor.change(() -> {
            String ref = Long.toString(++lastRef);
            if (event.equals(Events.PHX_JOIN)) {
                of.joining(ref);
            }
            unanswered.put(ref, push);
            String joinRef = of.joinRef();
            var message =
                    new Message(joinRef == null ? null : Ref.of(joinRef), Ref.of(ref), of.topic(), event, payload);
            frame[0] = payload.isBinary() ? codec.binary(message) : codec.text(message);
        });
        connection.send(frame[0]);
    }

    int node() {
        return options.node();
    }

    private void take(ClientCodec.Incoming message) {
        if (message.status() != null) {
            TestPush push = unanswered.remove(String.valueOf(message.ref()));
            if (push != null) {
                push.replied(message.status(), message.payload());
            }
            return;
        }
        TestChannel channel = channels.get(message.topic());
        if (channel != null) {
            channel.received(message);
        }
    }

    private void beatLater(TestConnection of) {
        CompletableFuture.delayedExecutor(
                        options.heartbeat().toMillis(), TimeUnit.MILLISECONDS, Thread::startVirtualThread)
                .execute(() -> beat(of));
    }

    private void beat(TestConnection of) {
        boolean wanted = monitor.read(() -> end == null && !silent && of.equals(connection));
        if (wanted) {
            of.send(codec.text(
                    new Message(null, Ref.of("beat"), Events.PHOENIX_TOPIC, Events.HEARTBEAT, Payload.EMPTY)));
            beatLater(of);
        }
    }
}
