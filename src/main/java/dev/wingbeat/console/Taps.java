package dev.wingbeat.console;

import dev.wingbeat.admin.AdminException;
import dev.wingbeat.admin.Problem;
import dev.wingbeat.connection.ConnectionView;
import dev.wingbeat.connection.Connections.Connection;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Frame;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The taps of one node, of whatever browser: a few at most. As long as there is none, a broadcast, and a message of a client, cost
 * the look at one field each. May be used from any thread.
 */
final class Taps implements ConnectionView.Tap {

    /** The most taps at a time. */
    static final int MAX_TAPS = 4;

    /** The source of the messages that taps are shown, as far as there are any. */
    interface Source {

        /** Sets who is shown each broadcast that is made on the node, null for nobody. */
        void broadcasts(@Nullable Consumer<Broadcast> shown);

        /** Sets who is shown what clients send and are sent, null for nobody. */
        void frames(ConnectionView.@Nullable Tap shown);

        /** Notes that what somebody has begun has ended by itself, as an action on something. */
        void ended(String by, String action, JsonObject target);
    }

    private final String node;
    private final Source source;
    private final LongSupplier nanoTime;
    private final Map<String, Tap> taps = new ConcurrentHashMap<>();
    private final Map<Connection, Logged> logs = new ConcurrentHashMap<>();
    private final Rates<String> topicRates = new Rates<>();
    private final Rates<Connection> connectionRates = new Rates<>();
    private final AtomicInteger places = new AtomicInteger(MAX_TAPS);
    private final AtomicInteger logPlaces = new AtomicInteger(MAX_TAPS);
    private volatile boolean showsClients;

    /** The log of a connection, whose end is noted of who has begun it. */
    private record Logged(FrameLog log, String by, String connection) {}

    Taps(String node, Source source) {
        this(node, source, System::nanoTime);
    }

    Taps(String node, Source source, LongSupplier nanoTime) {
        this.node = node;
        this.source = source;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins to show something.
     *
     * @param by who is told of when it ends by itself; null when another node tells it
     * @throws AdminException when there are as many taps as may be
     */
    void start(String id, Tap.Aim aim, @Nullable String by) {
        take(places, "tap");
        if (taps.putIfAbsent(id, new Tap(aim, by, nanoTime.getAsLong())) != null) {
            places.incrementAndGet();
            throw new AdminException(Problem.CONFLICT, "tap: " + id + " is there already (expected: another name)");
        }
        install();
    }

    private void take(AtomicInteger left, String what) {
        if (left.getAndDecrement() <= 0) {
            left.incrementAndGet();
            throw new AdminException(
                    Problem.CONFLICT, what + ": " + MAX_TAPS + " on node " + node + " already (expected: fewer)");
        }
    }

    /**
     * Returns what has been sent since the last time.
     *
     * @throws AdminException when it has ended
     */
    JsonObject read(String id) {
        Tap tap = taps.get(id);
        if (tap == null) {
            throw new AdminException(
                    Problem.NOT_FOUND, "tap: " + id + " has ended (expected: one that was started here)");
        }
        return tap.read(node, nanoTime.getAsLong());
    }

    /** Ends a tap; nothing happens when it has ended. */
    void stop(String id) {
        if (taps.remove(id) != null) {
            places.incrementAndGet();
        }
        install();
    }

    /**
     * Begins to keep the headers of what a connection sends and is sent, unless they are kept already. On the connection's loop.
     *
     * @param name the connection's
     * @throws AdminException when there are as many such logs as may be
     */
    void startLog(Connection connection, String by, String name) {
        if (logs.containsKey(connection)) {
            return;
        }
        take(logPlaces, "frames");
        logs.put(connection, new Logged(new FrameLog(nanoTime.getAsLong()), by, name));
        install();
    }

    /** Returns the headers that are kept of a connection: {@code {"on":false}} when none are. On the connection's loop. */
    JsonObject readLog(Connection connection) {
        Logged found = logs.get(connection);
        return found == null
                ? new JsonObject().put("on", false)
                : found.log.read(nanoTime.getAsLong()).put("on", true);
    }

    /** Ends the log of a connection; false when it has ended. */
    boolean stopLog(Connection connection) {
        boolean ended = logs.remove(connection) != null;
        if (ended) {
            logPlaces.incrementAndGet();
        }
        install();
        return ended;
    }

    /** Returns on which of some topics most is broadcast, as it is counted while somebody asks. */
    JsonObject rates(Predicate<String> wanted) {
        JsonObject answer = TopicRates.json(node, wanted, topicRates.read(nanoTime.getAsLong()));
        install();
        return answer;
    }

    /**
     * Returns what tells how many messages a second a client with channels sends and is sent, as it is counted while somebody asks; null
     * as long as nothing has been counted.
     */
    @Nullable
    ToDoubleFunction<Connection> connectionRates() {
        Rates.Past<Connection> past = connectionRates.read(nanoTime.getAsLong());
        install();
        return past.isCounted() ? past::rateOf : null;
    }

    /** Ends what is too old; to be called four times a second, on one thread. */
    void tick() {
        long now = nanoTime.getAsLong();
        taps.forEach((id, tap) -> {
            if (!tap.tick(now)) {
                stop(id);
                if (tap.by() != null) {
                    source.ended(tap.by(), "tap.end", tap.aim().json().put("tap", id));
                }
            }
        });
        logs.forEach((connection, logged) -> {
            if (!logged.log.tick(now) && stopLog(connection)) {
                source.ended(logged.by, "frames.end", new JsonObject().put("connection", logged.connection));
            }
        });
        topicRates.tick(now);
        connectionRates.tick(now);
        install(); // one may have ended while another began
    }

    /** Sees what the taps that there are want to see. */
    private void install() {
        boolean topics = topicRates.isOn() || taps.values().stream().anyMatch(Tap::isOfTopics);
        boolean clients = !logs.isEmpty() || !taps.values().stream().allMatch(Tap::isOfTopics);
        showsClients = clients;
        source.broadcasts(topics ? this::sent : null);
        source.frames(clients || connectionRates.isOn() ? this : null);
    }

    /** Shows a broadcast to who wants it. */
    private void sent(Broadcast broadcast) {
        if (topicRates.isOn()) {
            topicRates.count(broadcast.topic());
        }
        for (Tap tap : taps.values()) {
            if (tap.wants(broadcast.topic())) {
                tap.offer(() -> Tapped.of("broadcast", broadcast.topic(), broadcast.event(), broadcast.payload()));
            }
        }
    }

    @Override
    public void received(Connection from, byte[] message, boolean binary) {
        if (isShown(from)) {
            ConnectionView view = from.view();
            show(from, view, () -> TappedMessage.received(view, message, binary));
        }
    }

    @Override
    public void sent(Connection to, Frame frame) {
        if (isShown(to)) {
            ConnectionView view = to.view();
            show(to, view, () -> TappedMessage.sent(view, frame));
        }
    }

    /** Counts a message; returns whether anybody may want to see it. */
    private boolean isShown(Connection connection) {
        if (connectionRates.isOn()) {
            connectionRates.count(connection);
        }
        return showsClients;
    }

    private void show(Connection connection, ConnectionView view, Supplier<TappedMessage> message) {
        Logged logged = logs.isEmpty() ? null : logs.get(connection);
        if (logged != null) {
            logged.log.see(message);
        }
        for (Tap tap : taps.values()) {
            if (tap.wantsClient(view.socketId())) {
                tap.offer(() -> Tapped.of(message.get()));
            }
        }
    }
}
