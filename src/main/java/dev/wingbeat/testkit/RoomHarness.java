package dev.wingbeat.testkit;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOptions;
import dev.wingbeat.room.RoomOutlet;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.room.RoomServer;
import dev.wingbeat.room.RoomSnapshot;
import dev.wingbeat.room.RoomThread;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs one room without a server, on a clock that the test moves: the same code as on a node, without sockets, threads or waiting.
 *
 * <pre>{@code
 * RoomHarness race = RoomHarness.create(RaceRoom::new, options -> options.rate(20));
 * RoomPlayer ann = race.join("ann");
 * ann.send("steer", Map.of("angle", 90));
 * race.pass(Duration.ofSeconds(1));
 * assertEquals(20, ann.state().getInteger("tick"));
 * }</pre>
 *
 * <p>To be used on the thread that has made it.
 */
public final class RoomHarness {

    private static final String NODE = "test";

    private final RoomKey key = new RoomKey("room", "test");
    private final ManualThread thread = new ManualThread();
    private final List<RoomPlayer> players = new ArrayList<>();
    private final List<Class<? extends Throwable>> expected = new ArrayList<>();
    private @Nullable AssertionError thrown;
    private final RoomKind kind;
    private RoomServer server;
    private long epoch = 1;
    private @Nullable RoomSnapshot snapshot;
    private Room.@Nullable DisposeReason ended;

    private RoomHarness(Supplier<? extends Room> factory, RoomOptions options) {
        this.kind = new RoomKind("room", factory, options, this::failed);
        this.server = newServer();
    }

    /** Makes a room with empty params. */
    public static RoomHarness create(Supplier<? extends Room> factory, Consumer<RoomOptions> change) {
        return create(factory, change, Payload.EMPTY);
    }

    /** Makes a room. */
    public static RoomHarness create(
            Supplier<? extends Room> factory, Consumer<RoomOptions> change, @Nullable Object params) {
        var options = new RoomOptions();
        change.accept(options);
        var harness = new RoomHarness(factory, options);
        harness.server.create(RoomParams.of(Payload.of(params)), harness.epoch);
        harness.check();
        return harness;
    }

    private RoomServer newServer() {
        return new RoomServer(key, kind, NODE, thread, new Outlet());
    }

    /** Lets a player join, and fails unless the room has a seat for it. */
    public RoomPlayer join(String id) {
        return join(id, Payload.EMPTY);
    }

    /** Lets a player join with params. */
    public RoomPlayer join(String id, @Nullable Object params) {
        RoomPlayer player = attempt(id, params);
        if (player.refusal() != null) {
            throw new AssertionError(
                    "join of " + id + ": " + Match.text(requireNonNull(player.refusal())) + " (expected: a seat)");
        }
        return player;
    }

    /** Lets a player attempt to join, and returns the response of the refusal. */
    public Payload joinRefused(String id, @Nullable Object params) {
        Payload refusal = attempt(id, params).refusal();
        if (refusal == null) {
            throw new AssertionError("join of " + id + ": a seat (expected: a refusal)");
        }
        return refusal;
    }

    private RoomPlayer attempt(String id, @Nullable Object params) {
        var link = new RoomInput.Link(NODE, players.size());
        var join = new RoomInput.Join(link, id, null, Payload.EMPTY, Payload.of(params), false);
        var player = new RoomPlayer(this, join);
        players.add(player);
        receive(join);
        pass(Duration.ZERO);
        return player;
    }

    /** Expects callbacks to throw exceptions of a type: otherwise the method of this harness that leads to one fails. */
    public void expectError(Class<? extends Throwable> type) {
        expected.add(type);
    }

    private void failed(String callback, String topic, Throwable cause) {
        if (expected.stream().noneMatch(type -> type.isInstance(cause)) && thrown == null) {
            thrown = new AssertionError(
                    callback + " has thrown " + cause + " (expected: nothing, or expectError)", cause);
        }
    }

    private void check() {
        AssertionError error = thrown;
        if (error != null) {
            thrown = null;
            throw error;
        }
    }

    /** Lets time pass: ticks, timers and patches come when they are due. */
    public void pass(Duration time) {
        thread.pass(time);
        check();
    }

    /** Lets the next tick come. */
    public void tick() {
        pass(Duration.ofNanos(1_000_000_000L / kind.options().rate()));
    }

    /**
     * Kills the node of the room: it goes on elsewhere by its last snapshot, and the players come back to their seats.
     *
     * @throws IllegalStateException when the room has told none yet
     */
    public void kill() {
        RoomSnapshot last = snapshot;
        if (last == null) {
            throw new IllegalStateException("snapshot: none (expected: one, after snapshotEvery or checkpoint)");
        }
        thread.forget();
        server = newServer();
        server.restore(last, ++epoch);
        players.stream().filter(RoomPlayer::isConnected).forEach(player -> receive(player.moved()));
        pass(Duration.ZERO);
    }

    /** Signals the room, as {@link dev.wingbeat.room.Rooms#signal} does, and returns its answer. */
    public Future<Payload> signal(String event, @Nullable Object payload) {
        Future<Payload> answer = server.signal(event, Payload.of(payload));
        pass(Duration.ZERO);
        return answer;
    }

    /** Returns why the room has ended, null while it has not. */
    public Room.@Nullable DisposeReason ended() {
        return ended;
    }

    void receive(RoomInput input) {
        server.receive(input);
        check();
    }

    private final class Outlet implements RoomOutlet {
        @Override
        public void send(String node, RoomOutput output) {
            switch (output) {
                case RoomOutput.Pushed pushed ->
                    pushed.links().forEach(link -> player(link).pushed(pushed));
                case RoomOutput.Joined joined -> player(joined.link()).joined(joined);
                case RoomOutput.Refused refused -> player(refused.link()).refused(refused);
                case RoomOutput.Replied replied -> player(replied.link()).replied(replied);
                case RoomOutput.Ended gone -> player(gone.link()).gone();
                case RoomOutput.Returned returned -> {} // the room never moves here
                case RoomOutput.Forgotten forgotten -> {} // and players are never out of sight
            }
        }

        private RoomPlayer player(long link) {
            return players.get((int) link);
        }

        @Override
        public void changed(Summary summary) {}

        @Override
        public void snapshot(RoomSnapshot taken) {
            snapshot = taken;
        }

        @Override
        public boolean crashed() {
            return false;
        }

        @Override
        public void steppedDown() {}

        @Override
        public void ended(Room.DisposeReason reason) {
            ended = reason;
        }
    }

    /** The thread of a room is that of the test, and its time passes when the test says so. Not thread-safe. */
    private static final class ManualThread implements RoomThread {

        private record Timed(long at, long order, Runnable task) {}

        private static final long MILLI = 1_000_000;
        private static final long START_MILLIS = 1_893_456_000_000L; // the first of January 2030

        private final Thread thread = Thread.currentThread();
        private final PriorityQueue<Timed> timers =
                new PriorityQueue<>(Comparator.comparingLong(Timed::at).thenComparingLong(Timed::order));
        private final Queue<Runnable> tasks = new ArrayDeque<>();
        private long orders;
        private long now;

        @Override
        public boolean isCurrent() {
            return Thread.currentThread().equals(thread);
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public TimerRef at(long nanoTime, Runnable task) {
            var timed = new Timed(nanoTime, orders++, task);
            timers.add(timed);
            return () -> timers.remove(timed);
        }

        @Override
        public long nanoTime() {
            return now;
        }

        @Override
        public long currentTimeMillis() {
            return START_MILLIS + now / MILLI;
        }

        /** Runs everything that is due in a time, each at its own. */
        void pass(Duration time) {
            long until = now + time.toNanos();
            run();
            while (!timers.isEmpty() && timers.peek().at() <= until) {
                Timed timed = timers.remove();
                now = Math.max(now, timed.at());
                timed.task().run();
                run();
            }
            now = until;
        }

        /** Forgets everything that was to be run, as a node does that dies. */
        void forget() {
            timers.clear();
            tasks.clear();
        }

        private void run() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
        }
    }
}
