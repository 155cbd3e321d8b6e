package dev.wingbeat.placement;

import static java.util.Objects.requireNonNull;

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
import dev.wingbeat.tracker.Owner;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A room that this node owns: the loop it lives on, and its entry in the directory. May be used from any thread. */
final class OwnedRoom implements RoomOutlet {

    /** The shortest time between two messages to the other nodes about changes that come often. */
    private static final long TELL_NANOS = Duration.ofSeconds(1).toNanos();

    /** A room that fails again so soon after it was restored ends. */
    private static final long ONCE_NANOS = Duration.ofSeconds(60).toNanos();

    /** How often it is looked whether a room that is to end has players. */
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();

    private final NodeRooms rooms;
    private final RoomKey key;
    private final RoomLoop loop;
    private final RoomServer server;
    private final RoomMeters meters;
    private final TickBudget budget;
    private final Activation activation;
    private final Owner entry;
    private final Duration drainWait;
    private final Promise<Void> created = Promise.promise();
    private final Promise<Void> ended = Promise.promise();

    /** The entry in the directory, and whether it is to change soon; on the loop. */
    private @Nullable Summary told;

    private @Nullable Summary latest;
    private boolean telling;

    /** The newest snapshot, and who has it; on the loop. */
    private @Nullable RoomSnapshot latestSnapshot;

    private @Nullable String copiedTo;
    private boolean moving;
    private long crashedAt;
    private final long restoredAt;

    OwnedRoom(NodeRooms rooms, RoomKey key, RoomKind kind, RoomLoop loop, long epoch, boolean afterCrash) {
        this.restoredAt = loop.nanoTime() - (afterCrash ? 0 : ONCE_NANOS);
        this.rooms = rooms;
        this.key = key;
        this.loop = loop;
        this.drainWait = kind.options().drainWait();
        this.meters = loop.meters(kind.name());
        this.budget = new TickBudget(TickBudget.OF_ROOM, loop.nanoTime());
        this.activation = new Activation(rooms.nodeName(), epoch);
        this.entry = rooms.directory().newOwner();
        this.server = new RoomServer(key, kind, rooms.nodeName(), loop, this);
    }

    Activation activation() {
        return activation;
    }

    /** Creates the room; what is handed to it from now on waits until that is done. */
    void create(RoomParams params) {
        loop.rooms().incrementAndGet();
        loop.execute(() -> {
            meters.rooms().increment();
            server.create(params, activation.epoch());
            if (server.isRunning()) {
                created.complete();
            } else {
                created.fail(new WingbeatException("room " + key + ": create_failed (expected: a room)"));
            }
        });
    }

    /** Goes on with the room by a snapshot of an earlier activation. */
    void restore(Copies.Kept kept) {
        loop.rooms().incrementAndGet();
        latestSnapshot = kept.snapshot();
        loop.execute(() -> {
            meters.rooms().increment();
            meters.failover(kept.cause());
            server.restore(kept.snapshot(), activation.epoch());
            created.tryComplete();
            copy();
        });
    }

    /** Sends the last snapshot to the node that is to go on with the room, should this one die. */
    void copy() {
        RoomSnapshot snapshot = latestSnapshot;
        String backup = rooms.members().backup(key);
        if (snapshot != null && backup != null) {
            copiedTo = backup;
            rooms.copies().send(backup, key, kept(snapshot, RoomMeters.Cause.LOST), RoomItem.Use.KEEP);
        }
    }

    /** Sends it when another node is to have it than before. */
    void membersChanged() {
        loop.execute(() -> {
            String backup = rooms.members().backup(key);
            if (server.isRunning() && backup != null && !backup.equals(copiedTo)) {
                copy();
            }
        });
    }

    void absorb(RoomSnapshot loser) {
        loop.execute(() -> server.absorb(loser));
    }

    private Copies.Kept kept(RoomSnapshot snapshot, RoomMeters.Cause cause) {
        return new Copies.Kept(activation, snapshot, cause);
    }

    /**
     * Lets the room go on at another node, or ends it when it cannot; completes when its application has cleaned up, and the other node
     * has taken it.
     */
    Future<Void> move() {
        Promise<Void> taken = Promise.promise();
        loop.execute(() -> {
            moving = rooms.members().backup(key) != null && server.handOver() && latestSnapshot != null;
            if (moving) {
                Copies.Kept kept = kept(requireNonNull(latestSnapshot), RoomMeters.Cause.MOVED);
                new Handover(rooms, key, kept, loop).begin().onComplete(taken);
            } else {
                server.lock(true);
                finish(loop.nanoTime() + drainWait.toNanos());
                taken.complete();
            }
        });
        return Future.join(ended.future(), taken.future()).mapEmpty();
    }

    /** Ends the room, at once or when its players have gone or had their time. */
    private void finish(long until) {
        if (loop.nanoTime() - until >= 0 || latest == null || latest.players() == 0) {
            server.close(Room.DisposeReason.SHUTDOWN, "closed");
        } else {
            loop.at(loop.nanoTime() + LOOK_NANOS, () -> finish(until));
        }
    }

    @Override
    public void snapshot(RoomSnapshot snapshot) {
        latestSnapshot = snapshot;
        copy();
    }

    @Override
    public boolean crashed() {
        long now = loop.nanoTime();
        if (latestSnapshot == null || now - restoredAt < ONCE_NANOS) {
            return false;
        }
        crashedAt = now;
        return true;
    }

    /** Completes when the room has been created. */
    Future<Void> created() {
        return created.future();
    }

    void receive(RoomInput input) {
        loop.execute(() -> {
            if (!moving) { // else its player is told where it is, and joins there
                server.receive(input);
            }
        });
    }

    /** Reserves a seat: {@code seat} is its token, or {@code reason} says why there is none. */
    Future<JsonObject> reserve() {
        Promise<JsonObject> reserved = Promise.promise();
        loop.execute(() -> {
            String token = server.reserve();
            reserved.complete(
                    token == null ? new JsonObject().put("reason", "full") : new JsonObject().put("seat", token));
        });
        return reserved.future();
    }

    /** Hands the room what its application has for it; completes with the answer. */
    Future<Payload> signal(String event, Payload payload) {
        Promise<Payload> answer = Promise.promise();
        loop.execute(() -> server.signal(event, payload).onComplete(answer));
        return answer.future();
    }

    /** Ends the room; completes when its application has cleaned up. */
    Future<Void> close(Room.DisposeReason reason, String why) {
        loop.execute(() -> server.close(reason, why));
        return ended.future();
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
        budget.add(took);
        if (budget.isOver(loop.nanoTime())) {
            budget.warn("room " + key);
        }
    }

    @Override
    public void refused(String reason) {
        meters.refused(reason);
    }

    @Override
    public void changed(Summary summary) {
        if (ended.future().isComplete()) {
            return;
        }
        meters.players().add(summary.players() - (latest == null ? 0 : latest.players()));
        latest = summary;
        if (told == null) {
            told = summary;
            rooms.directory().add(entry, key, activation.epoch(), summary);
        } else if (told.locked() != summary.locked()) {
            tell();
        } else if (!telling && !summary.equals(told)) {
            telling = true;
            loop.at(loop.nanoTime() + TELL_NANOS, () -> {
                telling = false;
                tell();
            });
        }
    }

    private void tell() {
        if (server.isRunning() && latest != null && !latest.equals(told)) {
            told = requireNonNull(latest);
            rooms.directory().update(entry, key, activation.epoch(), latest);
        }
    }

    @Override
    public void steppedDown() {
        forget();
        RoomSnapshot snapshot = latestSnapshot;
        if (snapshot != null && crashedAt != 0) {
            rooms.restore(key, kept(snapshot, RoomMeters.Cause.CRASHED));
        } else if (snapshot != null) {
            Activation later = rooms.find(key);
            if (!later.equals(Activation.NONE)) {
                rooms.copies().send(later.node(), key, kept(snapshot, RoomMeters.Cause.LOST), RoomItem.Use.ABSORB);
            }
        }
    }

    @Override
    public void ended(Room.DisposeReason reason) {
        forget();
        String backup = copiedTo;
        if (backup != null && !moving) {
            rooms.lines().send(backup, key.topic(), new RoomItem.Over(key, activation.epoch()));
        }
    }

    private void forget() {
        loop.rooms().decrementAndGet();
        meters.rooms().add(-1);
        meters.players().add(latest == null ? 0 : -latest.players());
        latest = null;
        rooms.directory().remove(entry);
        rooms.owned().remove(key, this);
        ended.tryComplete();
    }
}
