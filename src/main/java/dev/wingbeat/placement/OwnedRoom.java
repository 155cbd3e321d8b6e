package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.room.Room;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOutlet;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.room.RoomServer;
import dev.wingbeat.room.RoomSnapshot;
import dev.wingbeat.roomloop.Charge;
import dev.wingbeat.roomloop.RoomGate;
import dev.wingbeat.roomloop.RoomLoop;
import dev.wingbeat.roomloop.RoomMeters;
import dev.wingbeat.roomloop.SecondChance;
import dev.wingbeat.roomloop.TickBudget;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.function.Supplier;

/** A room that this node owns: the loop it lives on, and its entry in the directory. May be used from any thread. */
final class OwnedRoom implements RoomOutlet {

    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos(); // whether the last player has gone

    private final NodeRooms rooms;
    private final RoomKey key;
    private final RoomKind kind;
    private final RoomLoop loop;
    private final RoomGate gate;
    private final Charge charge;
    private final RoomServer server;
    private final StandIn standIn;
    private final RoomMeters meters;
    private final TickBudget budget;
    private final Activation activation;
    private final Listing listing;
    private final Promise<Void> created = Promise.promise();
    private final Promise<Void> ended = Promise.promise();
    private final Backup backup;
    private volatile boolean outvoted; // it is to stand still, since too few nodes are there
    private boolean moving;
    private final SecondChance chance;

    OwnedRoom(NodeRooms rooms, RoomKey key, RoomKind kind, RoomLoop loop, long epoch, boolean afterCrash) {
        this.chance = new SecondChance(loop, afterCrash);
        this.rooms = rooms;
        this.key = key;
        this.loop = loop;
        this.kind = kind;
        this.gate = new RoomGate(loop);
        this.charge = new Charge(loop);
        this.meters = loop.meters(kind.name());
        this.budget = new TickBudget(TickBudget.OF_ROOM, loop.nanoTime());
        this.activation = new Activation(rooms.nodeName(), epoch);
        this.backup = new Backup(rooms, key, activation);
        this.listing = new Listing(rooms.directory(), key, epoch, loop);
        this.server = new RoomServer(key, kind, rooms.nodeName(), gate, this);
        this.standIn = new StandIn(gate, server, this);
    }

    Activation activation() {
        return activation;
    }

    /** Creates the room; what is handed to it from now on waits until that is done. */
    void create(RoomParams params) {
        loop.rooms().incrementAndGet();
        loop.execute(() -> {
            rooms.owned().awaitFound(key);
            meters.rooms().increment();
            server.create(params, activation.epoch());
            if (server.isRunning()) {
                created.complete();
            } else {
                created.fail(new WingbeatException("room " + key + ": create_failed (expected: a room)"));
            }
        });
    }

    /** Continues the room by a snapshot of an earlier activation. */
    void restore(Copies.Kept kept) {
        loop.rooms().incrementAndGet();
        loop.execute(() -> {
            rooms.owned().awaitFound(key);
            meters.rooms().increment();
            meters.failover(kept.cause());
            backup.set(kept.snapshot());
            server.restore(kept.snapshot(), activation.epoch());
            created.tryComplete();
            backup.copy();
        });
    }

    /** Sends the last snapshot when another node is to have it than before. */
    void membersChanged() {
        loop.execute(() -> {
            if (server.isRunning()) {
                backup.membersChanged();
            }
        });
    }

    void absorb(RoomSnapshot loser) {
        gate.execute(() -> server.absorb(loser));
    }

    /** Lets the room stand still while too few nodes are there, if it is of a kind that does. */
    void quorumChanged() {
        boolean without = !rooms.quorum().allows(kind);
        if (without != outvoted) {
            outvoted = without;
            loop.execute(() -> standStill(without));
        }
    }

    /** Sends its players the state once more, so that nodes notice whom it takes for players. */
    void sendAgain() {
        gate.execute(() -> server.standStill(null));
    }

    private void standStill(boolean still) {
        gate.set(still);
        var unused = loop.at( // after what has waited, such as players who have come back
                loop.nanoTime(), () -> server.standStill(still ? "no_majority" : null));
    }

    /**
     * Lets the room go on at another node, or ends it when it cannot; completes when its application has cleaned up, and the other node
     * has taken it.
     */
    Future<Void> move() {
        Promise<Void> taken = Promise.promise();
        loop.execute(() -> {
            boolean still = gate.isClosed();
            gate.set(false);
            moving = rooms.members().backup(key) != null && server.handOver();
            Copies.Kept kept = moving ? backup.kept(RoomMeters.Cause.MOVED) : null;
            if (kept != null) {
                backup.handOver(kept, loop).onComplete(taken);
            } else {
                server.lock(true);
                finish(loop.nanoTime() + (still ? 0 : kind.options().drainWait().toNanos()));
                taken.complete();
            }
        });
        return Future.join(ended.future(), taken.future()).mapEmpty();
    }

    /** Ends the room, at once or when its players have gone or had their time. */
    private void finish(long until) {
        if (loop.nanoTime() - until >= 0 || listing.players() == 0) {
            server.close(Room.DisposeReason.SHUTDOWN, "closed");
        } else {
            loop.at(loop.nanoTime() + LOOK_NANOS, () -> finish(until));
        }
    }

    @Override
    public void snapshot(RoomSnapshot snapshot) {
        backup.set(snapshot);
        backup.copy();
        settle();
    }

    @Override
    public boolean crashed() {
        return backup.kept(RoomMeters.Cause.CRASHED) != null && chance.take();
    }

    /** Completes when the room has been created. */
    Future<Void> created() {
        return created.future();
    }

    void receive(RoomInput input) {
        loop.execute(() -> {
            if (moving) { // its player is told where it is, and joins there
                if (input instanceof RoomInput.Message message) {
                    send(message.from().node(), RoomOutput.Returned.of(message));
                }
            } else if (ended.future().isComplete()) {
                rooms.owned().absent(key, activation, input);
            } else if (gate.isClosed()) {
                standIn.receive(input);
            } else {
                server.receive(input);
                settle();
            }
        });
    }

    /** Reserves a seat: {@code seat} is its token, or {@code reason} says why there is none. */
    Future<JsonObject> reserve() {
        return onLoop(standIn::reserve);
    }

    /** Completes with what operators see of it. */
    Future<JsonObject> inspect() {
        return onLoop(() -> standIn.shown().put("ticks", budget.json()).put("backup", backup.json()));
    }

    private Future<JsonObject> onLoop(Supplier<JsonObject> made) {
        Promise<JsonObject> done = Promise.promise();
        loop.execute(() -> done.handle(Future.succeededFuture(made).map(Supplier::get)));
        return done.future();
    }

    /** Hands the room what its application has for it; completes with the answer. */
    Future<Payload> signal(String event, Payload payload) {
        Promise<Payload> answer = Promise.promise();
        loop.execute(() -> (gate.isClosed() ? StandIn.signal() : server.signal(event, payload)).onComplete(answer));
        return answer.future();
    }

    /** Ends the room, if {@code closed} is true: else it goes on elsewhere, or has ended. */
    Future<JsonObject> close(String why) {
        return onLoop(() -> {
            boolean here = !moving && !ended.future().isComplete();
            server.close(Room.DisposeReason.CLOSED, why);
            gate.set(false); // for what is left to be done
            return new JsonObject().put("closed", here);
        });
    }

    /** Gives way to a later activation. */
    void stepDown() {
        loop.execute(server::stepDown);
    }

    @Override
    public void send(String node, RoomOutput output) {
        rooms.deliver(node, key, activation, output);
    }

    @Override
    public void ticked(long took, long lag, long skipped) {
        meters.ticked(took, lag, skipped);
        settle();
        budget.ticked(took, lag, loop.nanoTime(), key);
    }

    @Override
    public void refused(String reason) {
        meters.refused(reason);
    }

    @Override
    public void changed(Summary summary) {
        if (!ended.future().isComplete()) {
            meters.players().add(summary.players() - listing.players());
            listing.changed(summary);
            settle();
        }
    }

    @Override
    public void steppedDown() {
        rooms.owned().gaveWay(key);
        forget();
        Copies.Kept kept = backup.kept(chance.isTaken() ? RoomMeters.Cause.CRASHED : RoomMeters.Cause.LOST);
        if (kept != null && chance.isTaken()) {
            rooms.owned().restore(key, kept);
        } else if (kept != null) {
            new Remains(rooms, key, kept, loop).send();
        }
    }

    @Override
    public void ended(Room.DisposeReason reason) {
        if (moving) {
            rooms.owned().gaveWay(key); // before it is absent: whoever is late has only to look for it anew
        } else {
            backup.over();
        }
        forget();
    }

    /** Charges what has come since the last time, or releases what has gone. */
    private void settle() {
        boolean over = ended.future().isComplete();
        charge.set(over ? 0 : Charge.ofRoom(listing.players()) + server.weight() + backup.weight());
    }

    private void forget() {
        loop.rooms().decrementAndGet();
        meters.ended(listing.players());
        listing.end();
        gate.end();
        rooms.owned().remove(key, this);
        ended.tryComplete();
        settle();
    }
}
