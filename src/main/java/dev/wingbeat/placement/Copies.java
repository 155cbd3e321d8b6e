package dev.wingbeat.placement;

import dev.wingbeat.protocol.Payload;
import dev.wingbeat.relay.RoomItem;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomSnapshot;
import dev.wingbeat.roomloop.RoomLoop;
import dev.wingbeat.roomloop.RoomMeters;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of rooms of other nodes that this node keeps, and those of its own that others are sent. May be used from any thread;
 * what arrives of one room arrives on one context.
 */
final class Copies {

    private static final int PART_BYTES = 44 * 1024;

    /** Ticks after the loss of an owner until its successor goes on; others that have a copy wait longer, should it have none. */
    private static final int SUCCESSOR_TICKS = 2;

    private static final int OTHERS_TICKS = 8;

    /** The ticks that it takes longer when the owner has to notice first that it is cut off. */
    private static final int MAJORITY_TICKS = 6;

    /** Ticks after which a copy is dropped of a room that no node has, though its owner is there: it has ended. */
    private static final int ENDED_TICKS = 40;

    /** A snapshot that is whole, and why the room would be continued by it. */
    record Kept(Activation of, RoomSnapshot snapshot, RoomMeters.Cause cause) {}

    /** The remains of an activation, given to the one here that it has given way to. */
    private record Absorbed(RoomKey key, Activation winner, Activation loser) {}

    /** An activation that was handed over to this node, and when it came last: it is sent again until the sender knows that it has come. */
    private record Taken(Activation of, long at) {}

    private final class Copy {
        private final List<Buffer> parts = new ArrayList<>();
        private final AtomicLong charged = new AtomicLong();
        private long arriving;
        private volatile @Nullable Kept kept;
        private int orphaned;
        private int unlisted;

        /** Charges what it holds now, unless it has been removed. */
        void settle() {
            Kept whole = kept;
            long held = COPY_BYTES
                    + (whole == null ? 0 : whole.snapshot().payload().length())
                    + parts.stream().mapToLong(Buffer::length).sum();
            long before = charged.getAndUpdate(old -> old == RELEASED ? RELEASED : held);
            if (before != RELEASED) {
                rooms.owned().home().charge(held - before);
            }
        }

        void release() {
            long before = charged.getAndSet(RELEASED);
            if (before != RELEASED) {
                rooms.owned().home().charge(-before);
            }
        }
    }

    /** About what a copy has beside its bytes. */
    private static final long COPY_BYTES = 512;

    private static final long RELEASED = -1;

    /** The time that a node that stood still, and finds nobody, waits for the others before it continues their rooms. */
    private static final long ALONE_NANOS = Duration.ofSeconds(20).toNanos();

    /** Longer than an activation is sent again. */
    private static final long TAKEN_NANOS = Duration.ofSeconds(10).toNanos();

    private final NodeRooms rooms;
    private long looked = System.nanoTime();
    private long awake = looked - ALONE_NANOS;
    private final Map<RoomKey, Copy> copies = new ConcurrentHashMap<>();
    private final Set<Absorbed> absorbed = ConcurrentHashMap.newKeySet();
    private final Map<RoomKey, Taken> taken = new ConcurrentHashMap<>();

    Copies(NodeRooms rooms) {
        this.rooms = rooms;
    }

    /** Sends a snapshot of a room of this node to another one. */
    void send(String node, RoomKey key, Kept kept, RoomItem.Use use) {
        Buffer bytes = kept.snapshot().payload().buffer();
        long epoch = kept.of().epoch();
        int of = Math.ceilDiv(bytes.length(), PART_BYTES);
        for (int part = 0; part < of; part++) {
            int from = part * PART_BYTES;
            byte[] slice = bytes.getBytes(from, Math.min(bytes.length(), from + PART_BYTES));
            rooms.lines().send(node, key.topic(), new RoomItem.Copy(key, epoch, use, part, of, Payload.binary(slice)));
        }
    }

    /** Receives a part of a snapshot, and uses the snapshot when it is whole. */
    void received(String origin, RoomItem.Copy part) {
        Copy copy = copies.computeIfAbsent(part.key(), key -> new Copy());
        if (part.part() == 0) {
            copy.parts.clear();
            copy.arriving = part.epoch();
        }
        if (copy.arriving != part.epoch() || copy.parts.size() != part.part()) {
            return; // something between is lost: the next one will be whole
        }
        copy.parts.add(part.bytes().binary());
        if (copy.parts.size() < part.of()) {
            copy.settle();
            return;
        }
        Buffer whole = Buffer.buffer();
        copy.parts.forEach(whole::appendBuffer);
        copy.parts.clear();
        Payload payload = Payload.checkedJson(whole.getBytes());
        if (payload == null) {
            throw new IllegalArgumentException("snapshot of " + part.key() + ": no JSON");
        }
        RoomMeters.Cause cause = part.use() == RoomItem.Use.ACTIVATE ? RoomMeters.Cause.MOVED : RoomMeters.Cause.LOST;
        use(part, new Kept(new Activation(origin, part.epoch()), new RoomSnapshot(payload), cause), copy);
    }

    private void use(RoomItem.Copy part, Kept whole, Copy copy) {
        switch (part.use()) {
            case KEEP -> {
                Kept before = copy.kept;
                if (before == null || !before.of().isAfter(whole.of())) {
                    copy.kept = whole;
                }
                copy.settle();
            }
            case ACTIVATE -> {
                remove(part.key(), copy);
                activate(part.key(), whole);
            }
            case ABSORB -> {
                OwnedRoom winner = rooms.owned().get(part.key());
                if (winner != null && absorbed.add(new Absorbed(part.key(), winner.activation(), whole.of()))) {
                    winner.absorb(whole.snapshot());
                }
                if (copy.kept == null) {
                    remove(part.key(), copy);
                }
            }
        }
    }

    /** Continues a room; when this node stops, too, some other one has to. */
    private void activate(RoomKey key, Kept whole) {
        String other = rooms.owned().isStopping() ? rooms.members().backup(key) : null;
        if (other == null) {
            Taken before = taken.put(key, new Taken(whole.of(), System.nanoTime()));
            if (before == null || !before.of().equals(whole.of())) {
                rooms.owned().restore(key, whole);
            }
        } else {
            var passed = new Activation(rooms.nodeName(), whole.of().epoch() + 1); // after what the directory still has
            send(other, key, new Kept(passed, whole.snapshot(), whole.cause()), RoomItem.Use.ACTIVATE);
        }
    }

    /** Returns whether a room of this node has been given what it had become in an activation that has given way. */
    boolean hasAbsorbed(RoomKey key, Activation loser) {
        return absorbed.contains(new Absorbed(key, rooms.find(key), loser));
    }

    /** Forgets the copy of a room that has ended. */
    void over(RoomKey key, long epoch) {
        Copy copy = copies.get(key);
        if (copy != null
                && copy.arriving <= epoch
                && (copy.kept == null || copy.kept.of().epoch() <= epoch)) {
            remove(key, copy);
        }
    }

    /** Returns whether this node is about to go on with a room whose owner is gone. */
    boolean holds(RoomKey key) {
        Copy copy = copies.get(key);
        Kept kept = copy == null ? null : copy.kept;
        return kept != null
                && !rooms.owned().isStopping()
                && !rooms.members().present().contains(kept.of().node());
    }

    /** Continues the rooms whose owners are not among the nodes that are there; forgets those that continue elsewhere. */
    void tick(Set<String> nodes) {
        absorbed.removeIf(one -> !rooms.find(one.key()).equals(one.winner()));
        long now = System.nanoTime();
        taken.values().removeIf(one -> now - one.at() > TAKEN_NANOS);
        awake = now - looked > RoomLoop.STANDSTILL_NANOS ? now : awake;
        looked = now;
        if (now - awake < ALONE_NANOS && rooms.members().otherHubs().isEmpty()) {
            return; // this node stood still, and may be the one that the others have lost
        }
        copies.forEach((key, copy) -> {
            Kept kept = copy.kept;
            RoomKind kind = rooms.kind(key.kind());
            Activation found = rooms.find(key);
            boolean owned = kept == null || nodes.contains(kept.of().node());
            copy.unlisted = owned && found.equals(Activation.NONE) ? copy.unlisted + 1 : 0;
            if (kind == null || copy.unlisted >= ENDED_TICKS || (kept != null && found.isAfter(kept.of()))) {
                remove(key, copy);
            } else if (kept == null || owned || !rooms.quorum().allows(kind)) {
                copy.orphaned = 0;
            } else if (++copy.orphaned >= patience(key, kind)) {
                rooms.owned().restore(key, kept);
                remove(key, copy);
            }
        });
    }

    private int patience(RoomKey key, RoomKind kind) {
        boolean successor =
                Rendezvous.first(rooms.members().hubs(), key.topic()).equals(rooms.nodeName());
        return (successor ? SUCCESSOR_TICKS : OTHERS_TICKS) + (Quorum.isFor(kind) ? MAJORITY_TICKS : 0);
    }

    private void remove(RoomKey key, Copy copy) {
        copies.remove(key, copy);
        copy.release();
    }

    /**
     * Gives a room of a node that stops to another one, again and to yet another if need be, until the directory has it there. Confined to
     * the room's loop.
     */
    static final class Handover {

        private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
        private static final int LOOKS_A_TRY = 25;
        private static final int MAX_LOOKS = 150;

        private final NodeRooms rooms;
        private final RoomKey key;
        private final Kept kept;
        private final RoomLoop loop;
        private final Promise<Void> taken = Promise.promise();

        Handover(NodeRooms rooms, RoomKey key, Kept kept, RoomLoop loop) {
            this.rooms = rooms;
            this.key = key;
            this.kept = kept;
            this.loop = loop;
        }

        /** Begins; completes when another node has taken the room, or none will. */
        Future<Void> begin() {
            rooms.questions()
                    .heard(key) // or the answers to what it has taken come after those of the next activation
                    .onComplete(all -> loop.execute(() -> look(0)));
            return taken.future();
        }

        private void look(int looks) {
            if (looks == MAX_LOOKS || rooms.find(key).isAfter(kept.of())) {
                taken.complete();
                return;
            }
            String to = rooms.members().backup(key);
            if (looks % LOOKS_A_TRY == 0 && to != null) {
                rooms.copies().send(to, key, kept, RoomItem.Use.ACTIVATE);
            }
            loop.at(loop.nanoTime() + LOOK_NANOS, () -> look(looks + 1));
        }
    }
}
