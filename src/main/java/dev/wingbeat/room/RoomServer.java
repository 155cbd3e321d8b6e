package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one room, from its creation to its end: it is told what players send, and tells its outlet what they are to be sent. What the
 * room throws ends in {@link RoomCallbacks}. Internal seam; confined to the room's thread.
 */
public final class RoomServer {

    private static final long DISPOSE_NANOS = Duration.ofSeconds(10).toNanos();

    private enum Phase {
        NEW,
        RUNNING,
        ENDED
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
    private final RoomCallbacks callbacks;
    private final Entrance entrance;
    private final Answers answers;
    private final StateSender states;
    private final Pace pace;
    private final Snapshots snapshots;
    private Phase phase = Phase.NEW;
    private long epoch;
    private @Nullable Room room;
    private boolean locked;
    private RoomParams about = RoomParams.of(Payload.EMPTY);

    /** Makes a room that is still to be created. */
    public RoomServer(RoomKey key, RoomKind kind, String node, RoomThread thread, RoomOutlet outlet) {
        this.key = key;
        this.kind = kind;
        this.options = kind.options();
        this.node = node;
        this.thread = thread;
        this.outlet = outlet;
        this.voice = new RoomVoice(outlet);
        this.callbacks = new RoomCallbacks(this, kind.failed(), thread, this::crashed, this::called);
        this.views = new RoomViews(options.maxState(), callbacks::checkThread);
        this.entrance = new Entrance(this, options, thread, seats, voice);
        this.answers = new Answers(this, options, thread, voice, outlet);
        this.states = new StateSender(this, options.rate(), thread, seats, voice);
        this.pace = new Pace(this, options, thread, answers, states, outlet);
        this.snapshots = new Snapshots(this, options, thread, outlet);
    }

    /** Creates the room. To be called once, before anything else. */
    public void create(RoomParams params, long activation) {
        about = new RoomParams(Payload.EMPTY, params.label(), params.hidden()); // params are large, and used once
        begin(activation, "create", made -> made.create(new RoomCalls(this, node), params.params()));
    }

    /** Continues a room by a snapshot. To be called once, before anything else, in place of {@link #create}. */
    public void restore(RoomSnapshot snapshot, long activation) {
        about = snapshot.about();
        locked = snapshot.json().getBoolean("locked");
        entrance.restore(snapshot);
        begin(activation, "restore", made -> made.restore(new RoomCalls(this, node), snapshot.application()));
    }

    private void begin(long activation, String name, RoomCallbacks.OfRoom callback) {
        epoch = activation;
        entrance.open();
        boolean begun = callbacks.run(name, () -> {
            Room made = kind.factory().get();
            room = made;
            callback.of(made);
            phase = Phase.RUNNING; // so that what it has asked for is done
            pace.begin();
            changed();
            snapshots.begin();
        });
        if (!begun) {
            end(Room.DisposeReason.CRASHED, "create_failed");
        }
    }

    private void crashed() {
        if (phase == Phase.RUNNING && outlet.crashed()) {
            giveWay();
        } else {
            end(Room.DisposeReason.CRASHED, "crashed");
        }
    }

    /** Hands over what the room is at this moment, and ends silently: it goes on elsewhere. False when it has no snapshot. */
    public boolean handOver() {
        answers.finish();
        if (!snapshots.takeLast() || phase != Phase.RUNNING) {
            return false;
        }
        stop();
        dispose(Room.DisposeReason.MOVED);
        return true;
    }

    /** Returns about how many bytes its states have, and the messages that wait for the next tick. */
    public long weight() {
        return views.weight() + answers.weight();
    }

    /** Returns what operators see: players, how large the states are, and of that of all the beginning. */
    public Map<String, Object> shown(int most) {
        return Map.of("players", seats.shown(most), "state", views.shown(most), "state_bytes", views.weight());
    }

    /** Tells players that the room stands still, and why; or, with null, that it goes on. */
    public void standStill(@Nullable String why) {
        states.standStill(why);
    }

    /** Tells the room what had become of it at the other side of a split. */
    public void absorb(RoomSnapshot loser) {
        call("absorb", winner -> winner.absorb(loser.application()));
    }

    /** Hands the room what its application has for it; completes with the answer. */
    public Future<Payload> signal(String event, Payload payload) {
        return answers.signal(event, payload);
    }

    /** Receives what a channel has for the room. */
    public void receive(RoomInput input) {
        if (phase == Phase.ENDED) {
            if (input instanceof RoomInput.Join join && !join.moved()) {
                entrance.gone(join.from());
            }
            return;
        }
        switch (input) {
            case RoomInput.Join join -> entrance.join(join);
            case RoomInput.Left(var link) -> entrance.left(link);
            case RoomInput.Dropped(var link) -> entrance.dropped(link);
            case RoomInput.Message message -> withSeat(message, seat -> answers.take(seat, message));
            case RoomInput.Resync resync -> withSeat(resync, states::resync);
        }
    }

    private void withSeat(RoomInput input, Consumer<Seat> action) {
        Optional.ofNullable(seats.byLink(input.from())).ifPresentOrElse(action, () -> entrance.unknown(input));
    }

    /** Reserves a seat for whoever has the token that is returned; null when there is none. */
    public @Nullable String reserve() {
        return phase == Phase.RUNNING ? entrance.reserve() : null;
    }

    /** Ends at once and silently: there is a later activation, and the players move there. */
    public void stepDown() {
        callbacks.later(() -> {
            snapshots.take();
            giveWay();
        });
    }

    private void giveWay() {
        if (phase != Phase.ENDED) {
            answers.giveBack();
            stop();
            outlet.steppedDown();
        }
    }

    private void stop() {
        phase = Phase.ENDED;
        pace.end();
        answers.end();
        seats.all().forEach(Seat::cancelTimer);
    }

    /** Ends the room, once the callback that is under way has returned; players are told a reason. */
    public void close(Room.DisposeReason reason, String told) {
        callbacks.later(() -> end(reason, told));
    }

    private void end(Room.DisposeReason reason, String told) {
        if (phase == Phase.ENDED) {
            return;
        }
        stop();
        voice.push(seats.all(), "room_lost", Payload.of("reason", told));
        entrance.end();
        dispose(reason);
    }

    private void dispose(Room.DisposeReason reason) {
        Promise<Void> disposed = Promise.promise();
        disposed.future().onComplete(done -> thread.execute(() -> outlet.ended(reason)));
        Room ended = room;
        if (ended != null
                && callbacks.run("dispose", () -> ended.dispose(reason).onComplete(result -> disposed.tryComplete()))) {
            thread.at(thread.nanoTime() + DISPOSE_NANOS, disposed::tryComplete);
        } else {
            disposed.tryComplete();
        }
    }

    /** Calls the room; false when it has thrown, or has ended. */
    boolean call(String name, RoomCallbacks.OfRoom callback) {
        Room called = room;
        return phase == Phase.RUNNING && called != null && callbacks.run(name, () -> callback.of(called));
    }

    private void called() {
        if (phase == Phase.RUNNING) {
            pace.called();
        }
    }

    /** Tells lists what is not the same any more. */
    void changed() {
        outlet.changed(
                new RoomOutlet.Summary(entrance.taken(), options.maxPlayers(), locked, about.hidden(), about.label()));
        entrance.checkEmpty();
    }

    /** Refuses new players, or admits them again. */
    public void lock(boolean lock) {
        locked = lock;
        changed();
    }

    /** Returns what lists tell beside the players. */
    RoomParams about() {
        return about;
    }

    boolean isLocked() {
        return locked;
    }

    void label(Map<String, Object> changed) {
        about = new RoomParams(about.params(), changed, about.hidden());
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

    RoomCallbacks callbacks() {
        return callbacks;
    }

    Entrance entrance() {
        return entrance;
    }

    Snapshots snapshots() {
        return snapshots;
    }

    StateSender states() {
        return states;
    }

    RoomKey key() {
        return key;
    }

    long epoch() {
        return epoch;
    }

    /** Returns the number of the last tick. */
    long tick() {
        return pace.tick();
    }
}
