package dev.wingbeat.room;

import dev.wingbeat.connection.TimerRef;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs one room, from its creation to its end. Internal seam; confined to the room's thread.
 *
 * <p>It is told what players send and what time it is, and tells its outlet what they are to be sent. What the room throws ends in
 * {@link Callbacks}.
 */
public final class RoomServer {

    private static final Payload NOT_FOUND = Payload.of("reason", "not_found");

    private static final long DISPOSE_NANOS = Duration.ofSeconds(10).toNanos();

    private enum Phase {
        NEW,
        RUNNING,
        ENDED
    }

    /** A callback of the room. */
    interface Callback {
        void of(Room room) throws Exception;
    }

    private final RoomKey key;
    private final RoomKind kind;
    private final RoomOptions options;
    private final String node;
    private final RoomThread thread;
    private final RoomOutlet outlet;
    private final RoomVoice voice;
    private final Seats seats = new Seats();
    private final RoomViews views;
    private final Callbacks callbacks;
    private final Entrance entrance;
    private final Answers answers;
    private final StateSender states;
    private final Pace pace;

    private Phase phase = Phase.NEW;
    private long epoch;
    private @Nullable Room room;
    private boolean locked;
    private boolean hidden;
    private Map<String, Object> label = Map.of();

    /** Makes a room that is still to be created. */
    public RoomServer(RoomKey key, RoomKind kind, String node, RoomThread thread, RoomOutlet outlet) {
        this.key = key;
        this.kind = kind;
        this.options = kind.options();
        this.node = node;
        this.thread = thread;
        this.outlet = outlet;
        this.voice = new RoomVoice(outlet);
        this.views = new RoomViews(options.maxState(), this::checkThread);
        this.callbacks = new Callbacks(key, thread, () -> end(Room.DisposeReason.CRASHED, "crashed"), this::called);
        this.entrance = new Entrance(this, options, thread, seats, voice);
        this.answers = new Answers(this, options, voice);
        this.states = new StateSender(this, views, seats, voice);
        this.pace = new Pace(this, options, thread, answers, states);
    }

    // --- its life

    /** Creates the room. To be called once, before anything else. */
    public void create(RoomParams params, long activation) {
        epoch = activation;
        label = params.label();
        hidden = params.hidden();
        entrance.open();
        boolean created = callbacks.run("create", () -> {
            Room made = kind.factory().get();
            room = made;
            made.create(new RoomCalls(this), params.params());
        });
        if (!created) {
            end(Room.DisposeReason.CRASHED, "create_failed");
        } else if (phase == Phase.NEW) {
            phase = Phase.RUNNING;
            pace.begin();
            changed();
        }
    }

    /** Takes what a channel has for the room. */
    public void receive(RoomInput input) {
        if (phase == Phase.ENDED) {
            if (input instanceof RoomInput.Join) {
                voice.refused(input.from(), NOT_FOUND);
            }
            return;
        }
        switch (input) {
            case RoomInput.Join join -> entrance.join(join);
            case RoomInput.Left(var link) -> entrance.left(link);
            case RoomInput.Dropped(var link) -> entrance.dropped(link);
            case RoomInput.Message message -> {
                Seat seat = seats.byLink(message.from());
                if (seat != null) {
                    answers.take(seat, message);
                }
            }
            case RoomInput.Resync(var link) -> {
                Seat seat = seats.byLink(link);
                if (seat != null) {
                    states.resync(seat);
                }
            }
        }
    }

    /** Reserves a seat for whoever has the token that is returned; null when there is none. */
    public @Nullable String reserve() {
        return phase == Phase.RUNNING ? entrance.reserve() : null;
    }

    /** Ends at once and silently: there is a later activation, and the players move there. */
    public void stepDown() {
        callbacks.later(() -> {
            if (phase != Phase.ENDED) {
                phase = Phase.ENDED;
                pace.end();
                seats.all().forEach(Seat::cancelTimer);
                outlet.steppedDown();
            }
        });
    }

    /** Ends the room, once the callback that is under way has returned; players are told a reason. */
    public void close(Room.DisposeReason reason, String told) {
        callbacks.later(() -> end(reason, told));
    }

    private void end(Room.DisposeReason reason, String told) {
        if (phase == Phase.ENDED) {
            return;
        }
        phase = Phase.ENDED;
        pace.end();
        voice.push(seats.all(), "room_lost", Payload.of("reason", told));
        for (Seat seat : seats.all()) {
            seat.cancelTimer();
            if (seat.link() != null) {
                voice.ended(seat.link(), false);
            }
        }
        dispose(reason);
    }

    private void dispose(Room.DisposeReason reason) {
        Promise<Void> disposed = Promise.promise();
        disposed.future().onComplete(done -> thread.execute(() -> outlet.ended(reason)));
        Room ended = room;
        boolean called = ended != null
                && callbacks.run("dispose", () -> ended.dispose(reason).onComplete(result -> disposed.tryComplete()));
        if (called) {
            thread.at(thread.nanoTime() + DISPOSE_NANOS, disposed::tryComplete);
        } else {
            disposed.tryComplete();
        }
    }

    // --- what its parts ask

    /** Calls the room; false when it has thrown, or has ended. */
    boolean call(String name, Callback callback) {
        Room called = room;
        return phase == Phase.RUNNING && called != null && callbacks.run(name, () -> callback.of(called));
    }

    private void called() {
        if (phase == Phase.RUNNING) {
            pace.called();
        }
    }

    /** Runs a task when the callback that is under way has returned. */
    void later(Runnable task) {
        callbacks.later(task);
    }

    /** Runs a task on the room's thread, unless the room has ended by then. */
    void execute(Runnable task) {
        thread.execute(() -> {
            if (phase == Phase.RUNNING) {
                task.run();
            }
        });
    }

    /** Calls something of the application on the room's thread, unless the room has ended by then. */
    void callLater(String name, Runnable task) {
        execute(() -> callbacks.run(name, task::run));
    }

    TimerRef after(long nanos, String name, Runnable task) {
        return thread.at(thread.nanoTime() + nanos, () -> {
            if (phase == Phase.RUNNING) {
                callbacks.run(name, task::run);
            }
        });
    }

    void checkThread() {
        if (!thread.isCurrent()) {
            throw new IllegalStateException("room " + key + ": on "
                    + Thread.currentThread().getName() + " (expected: the room's thread, where its callbacks run)");
        }
    }

    /** Tells lists what is not the same any more. */
    void changed() {
        outlet.changed(new RoomOutlet.Summary(entrance.taken(), options.maxPlayers(), locked, hidden, label));
        entrance.checkEmpty();
    }

    void lock(boolean lock) {
        locked = lock;
        changed();
    }

    boolean isLocked() {
        return locked;
    }

    void label(Map<String, Object> changed) {
        label = changed;
        changed();
    }

    /** Returns whether it has been created, and has not ended. */
    public boolean isRunning() {
        return phase == Phase.RUNNING;
    }

    Seats seats() {
        return seats;
    }

    RoomViews views() {
        return views;
    }

    RoomVoice voice() {
        return voice;
    }

    Entrance entrance() {
        return entrance;
    }

    StateSender states() {
        return states;
    }

    RoomKey key() {
        return key;
    }

    String node() {
        return node;
    }

    long epoch() {
        return epoch;
    }

    int rate() {
        return options.rate();
    }

    /** Returns the number of the last tick. */
    long tick() {
        return pace.tick();
    }

    /** Returns the time of the room's clock in milliseconds. */
    long time() {
        return thread.currentTimeMillis();
    }
}
