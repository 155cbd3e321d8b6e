package dev.wingbeat.client;

import static java.lang.System.Logger.Level.DEBUG;

import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Message;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.Ref;
import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a server of the Phoenix Channels protocol that comes back by itself: after a loss it connects again and
 * joins its channels again, later each time and never at the same moment as others. May be used from any thread.
 *
 * <pre>{@code
 * PhoenixClient client = PhoenixClient.builder(URI.create("wss://hub.example/socket"))
 *         .params(() -> Map.of("token", tokens.current()))   // asked at each connect
 *         .build();
 * client.connect();
 * ClientChannel room = client.channel("room:lobby");
 * }</pre>
 *
 * <p>It gives up for good when the server closes with code 1000, or answers 403 three times in a row. Otherwise it tries for
 * ever. After code 1012, which a server sends that goes down, the first try is spread over two seconds.
 *
 * <p>Futures complete on virtual threads, so what depends on them may block. Handlers are called one after the other on the
 * executor of the builder, by default a virtual thread, in the order in which the server sent; one that blocks holds back the
 * handlers behind it, nothing else.
 */
public final class PhoenixClient implements AutoCloseable {

    private enum State {
        IDLE,
        CONNECTING,
        OPEN,
        /** Waits for the next try. */
        WAITING,
        ENDED
    }

    private static final System.Logger LOGGER = System.getLogger(PhoenixClient.class.getName());
    private static final int FORBIDDEN = 403;
    private static final int MAX_REFUSALS = 3;

    private final PhoenixClientBuilder config;
    private final ClientCodec codec;
    private final ClientLoop loop = new ClientLoop(Thread::startVirtualThread);
    private final ClientCallbacks callbacks;
    private final Heartbeat heartbeat;
    private final RandomGenerator random = RandomGenerator.getDefault();
    private final Map<String, ClientChannel> channels = new ConcurrentHashMap<>();
    private final List<Runnable> connectHandlers = new CopyOnWriteArrayList<>();
    private final List<Consumer<Disconnect>> disconnectHandlers = new CopyOnWriteArrayList<>();
    private final CompletableFuture<@Nullable Void> firstConnect = new CompletableFuture<>();

    // confined to the loop
    private final PendingPushes pushes = new PendingPushes(loop);
    private State state = State.IDLE;
    private @Nullable Connection connection;
    private @Nullable Disconnect ended;
    private long lastRef;
    private int failures;
    private int refusals;

    PhoenixClient(PhoenixClientBuilder config) {
        this.config = config;
        this.codec = new ClientCodec(config.serializer());
        this.callbacks = new ClientCallbacks(config.executor(), config.socket());
        this.heartbeat = new Heartbeat(this, config.heartbeat());
    }

    /**
     * Begins a client of a socket.
     *
     * @param socket the address of the socket, such as {@code ws://localhost:4000/socket}, without {@code /websocket}
     * @throws IllegalArgumentException for another scheme than ws or wss
     */
    public static PhoenixClientBuilder builder(URI socket) {
        return new PhoenixClientBuilder(socket);
    }

    /** Calls a handler each time the client has connected. */
    public PhoenixClient onConnected(Runnable handler) {
        connectHandlers.add(handler);
        return this;
    }

    /** Calls a handler each time a connection has ended, or could not be made. */
    public PhoenixClient onDisconnected(Consumer<Disconnect> handler) {
        disconnectHandlers.add(handler);
        return this;
    }

    /**
     * Connects. Completes at the first connection, however many tries it takes; fails with {@link DisconnectedException} when
     * the client gives up or is closed before. Later calls return the same future.
     */
    public CompletableFuture<@Nullable Void> connect() {
        loop.execute(() -> {
            if (state == State.IDLE) {
                tryToConnect();
            }
        });
        return firstConnect.copy();
    }

    /** Makes the channel of a topic, which joins with an empty object. */
    public ClientChannel channel(String topic) {
        return channel(topic, Map::of);
    }

    /**
     * Makes the channel of a topic. That of a client that has ended has ended, too.
     *
     * @param params the payload of the join, a JSON object; asked at each join
     * @throws IllegalStateException while the client has a channel of that topic that has not ended
     */
    public ClientChannel channel(String topic, Supplier<?> params) {
        var made = new ClientChannel(this, topic, params);
        if (channels.putIfAbsent(topic, made) != null) {
            throw new IllegalStateException(
                    "topic: " + topic + " has a channel (expected: one that has ended, or none)");
        }
        loop.execute(() -> Optional.ofNullable(ended).ifPresent(made::end));
        return made;
    }

    /** Closes the connection with code 1000 and ends all channels. What waits for a reply fails. Returns at once. */
    @Override
    public void close() {
        loop.execute(() -> {
            if (connection != null) {
                connection.close();
            }
            giveUp(new Disconnect.Local());
        });
    }

    // --- for the channels and the heartbeat

    ClientLoop loop() {
        return loop;
    }

    ClientCallbacks callbacks() {
        return callbacks;
    }

    ClientCodec codec() {
        return codec;
    }

    PendingPushes pushes() {
        return pushes;
    }

    Duration backoff(int failed) {
        return config.backoff().delay(failed, random);
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isConnectedBy(Connection one) {
        return one.equals(connection);
    }

    void forget(ClientChannel channel) {
        channels.remove(channel.topic(), channel);
    }

    /** Sends a message of a joined channel. */
    void send(String joinRef, PendingPush push) {
        send(joinRef, nextRef(), push);
    }

    /** Sends a join; its ref is that of the join itself, and is returned. */
    String sendJoin(PendingPush join) {
        String ref = nextRef();
        send(ref, ref, join);
        return ref;
    }

    /** Leaves without waiting for an answer. */
    void sendLeave(String joinRef, String topic) {
        Connection open = connection;
        if (open != null) {
            open.send(codec.text(
                    new Message(Ref.of(joinRef), Ref.of(nextRef()), topic, Events.PHX_LEAVE, Payload.EMPTY)));
        }
    }

    private void send(String joinRef, String ref, PendingPush push) {
        Connection open = connection;
        if (open == null) {
            return; // its channel has been told, and has failed it
        }
        pushes.sent(ref, push);
        var message = new Message(Ref.of(joinRef), Ref.of(ref), push.topic, push.event, push.payload);
        open.send(push.payload.isBinary() ? codec.binary(message) : codec.text(message));
    }

    String nextRef() {
        return Long.toString(++lastRef);
    }

    // --- the connection, on the loop

    private void tryToConnect() {
        if (state == State.ENDED) {
            return;
        }
        state = State.CONNECTING;
        var attempt = new Connection(loop, codec, this::received, this::disconnected);
        connection = attempt;
        CompletableFuture<WebSocket> opened;
        try {
            opened = config.open(codec.vsn(), attempt);
        } catch (Throwable e) { // of the params
            attempt.failed(e);
            return;
        }
        var unused = opened.whenComplete((webSocket, cause) -> loop.execute(() -> {
            if (cause != null) {
                attempt.failed(cause);
            } else {
                attempt.open(webSocket);
                connected(attempt);
            }
        }));
    }

    private void connected(Connection opened) {
        if (!isConnectedBy(opened) || state != State.CONNECTING) {
            return;
        }
        state = State.OPEN;
        failures = 0;
        refusals = 0;
        ClientCallbacks.complete(firstConnect, null);
        connectHandlers.forEach(callbacks::run);
        channels.values().forEach(ClientChannel::sendJoin);
        heartbeat.beatLater(opened);
    }

    private void disconnected(Disconnect reason) {
        LOGGER.log(DEBUG, () -> config.socket() + ": " + reason.text());
        connection = null;
        state = State.WAITING;
        refusals = reason.equals(new Disconnect.Refused(FORBIDDEN)) ? refusals + 1 : 0;
        disconnectHandlers.forEach(handler -> callbacks.run(() -> handler.accept(reason)));
        pushes.fail(null, reason);
        if (refusals >= MAX_REFUSALS
                || (reason instanceof Disconnect.Closed closed && closed.code() == Disconnect.NORMAL_CLOSURE)) {
            giveUp(reason);
            return;
        }
        channels.values().forEach(channel -> channel.disconnected(reason));
        boolean restarting = reason instanceof Disconnect.Closed closed && closed.code() == Disconnect.SERVICE_RESTART;
        loop.executeAfter(restarting ? Backoff.afterRestart(random) : backoff(failures++), this::tryToConnect);
    }

    private void giveUp(Disconnect reason) {
        state = State.ENDED;
        ended = reason;
        connection = null;
        pushes.fail(null, reason);
        channels.values().forEach(channel -> channel.end(reason));
        ClientCallbacks.fail(
                firstConnect, new DisconnectedException(config.socket().toString(), reason));
    }

    private void received(ClientCodec.Incoming message) {
        if (message.status() != null) {
            PendingPush push = pushes.answered(message.ref());
            if (push != null) {
                push.reply(message.status(), message.payload());
            }
            return;
        }
        ClientChannel channel = channels.get(message.topic());
        if (channel != null) {
            channel.received(message);
        }
    }
}
