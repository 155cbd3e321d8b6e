package dev.wingbeat.placement;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.limit.MemoryBudget;
import dev.wingbeat.metrics.Meter;
import dev.wingbeat.metrics.Metrics;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.roomloop.LoopLoad;
import dev.wingbeat.roomloop.RoomLoop;
import dev.wingbeat.roomloop.RoomMeters;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rooms that this node owns, and the loops they live on. May be used from any thread. */
final class OwnedRooms {

    /** Longer than it takes until the directory has what the others have. */
    private static final long GIVEN_WAY_NANOS = Duration.ofSeconds(30).toNanos();

    private static final List<String> LIMITS =
            List.of("rooms", "cluster_rooms", "memory", "room_loops", Creators.PER_MINUTE);

    /** The ticks at which a node that was gone is told whose players are missing: what it is sent first may not arrive. */
    private static final List<Integer> FOUND_TICKS = List.of(0, 8, 24);

    private final NodeRooms rooms;
    private final Metrics metrics;
    private final MemoryBudget memory;
    private final Map<RoomKey, OwnedRoom> owned = new ConcurrentHashMap<>();
    private final Queue<RoomLoop> loops = new ConcurrentLinkedQueue<>();

    /** Rooms that have given way to activations that the directory may not have yet, and when. */
    private final Map<RoomKey, Long> givenWay = new ConcurrentHashMap<>();

    /** Nodes that have come just now, and for how many ticks they have been here. */
    private final Map<String, Integer> found = new ConcurrentHashMap<>();

    /** Counts of the rooms that were not made, by the limit. */
    private final Map<String, LongAdder> refusals =
            Map.copyOf(LIMITS.stream().collect(Collectors.toMap(Function.identity(), limit -> new LongAdder())));

    private volatile boolean stopping;

    OwnedRooms(NodeRooms rooms, Metrics metrics, MemoryBudget memory) {
        this.rooms = rooms;
        this.memory = memory;
        this.metrics = metrics;
    }

    /** Starts the loops: one for every four processors. */
    Future<Void> start(Vertx vertx, Collection<String> kinds) {
        refusals.forEach((limit, count) -> metrics.observe(Meter.LIMITED, count::sum, "room", limit));
        int instances = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
        return vertx.deployVerticle(
                        () -> {
                            var loop = new RoomLoop(RoomMeters.of(metrics, kinds), memory);
                            loops.add(loop);
                            return loop;
                        },
                        new DeploymentOptions().setInstances(instances))
                .mapEmpty();
    }

    /**
     * Lets rooms go on at other nodes, and ends those that cannot; completes when their applications have cleaned up. The others are
     * told first, so that of two nodes that stop at once none gets the rooms of the other.
     */
    Future<Void> stop() {
        stopping = true;
        return rooms.questions().leave().transform(told -> move());
    }

    /** Moves, or ends, the rooms, and then those that were being made when it began. */
    private Future<Void> move() {
        return owned.isEmpty()
                ? Future.succeededFuture()
                : Future.join(owned.values().stream().map(OwnedRoom::move).toList())
                        .transform(moved -> move());
    }

    /** Makes a room unless it is there; refuses when a limit keeps the node from making another one, or the node stops. */
    Future<Located> create(RoomKey key, RoomKind kind, RoomParams params) {
        String limit = owned.containsKey(key) ? null : limit(kind);
        if (limit != null) {
            refused(limit);
        }
        if (limit != null || stopping) {
            return Future.succeededFuture(new Located.Refused("busy", limit));
        }
        long epoch = nextEpoch(key);
        var absent = new AtomicBoolean();
        OwnedRoom room = owned.computeIfAbsent(key, same -> {
            absent.set(true);
            var made = new OwnedRoom(rooms, key, kind, leastLoaded(), epoch, false);
            made.create(params);
            return made;
        });
        return room.created()
                .<Located>map(created -> new Located.At(room.activation(), absent.get()))
                .otherwise(failed -> new Located.Refused(Registrar.CREATE_FAILED));
    }

    /** Returns the name of the limit that keeps the node from making another room of a kind, null without one. */
    private @Nullable String limit(RoomKind kind) {
        if (size(kind) >= kind.options().maxRooms()) {
            return "rooms";
        }
        if (rooms.directory().count(kind.name()) >= kind.options().maxClusterRooms()) {
            return "cluster_rooms";
        }
        if (memory.heapHeld() > memory.heap() / 2) {
            return "memory";
        }
        return loops.stream().allMatch(RoomLoop::isOverloaded) ? "room_loops" : null;
    }

    /** Counts a room that was not made because of a limit. */
    void refused(String limit) {
        requireNonNull(refusals.get(limit)).increment();
    }

    /** Continues a room of an earlier activation, unless it has been continued already, or the node stops. */
    void restore(RoomKey key, Copies.Kept kept) {
        RoomKind kind = rooms.kind(key.kind());
        if (kind != null && !stopping && !rooms.find(key).isAfter(kept.of())) {
            long epoch = Math.max(nextEpoch(key), kept.of().epoch() + 1);
            var unused = owned.computeIfAbsent(key, absent -> {
                boolean afterCrash = kept.cause() == RoomMeters.Cause.CRASHED;
                var room = new OwnedRoom(rooms, key, kind, leastLoaded(), epoch, afterCrash);
                room.restore(kept);
                room.quorumChanged();
                return room;
            });
        }
    }

    boolean isStopping() {
        return stopping;
    }

    /** Lets rooms send their snapshots to other nodes than before. */
    void membersChanged() {
        owned.values().forEach(OwnedRoom::membersChanged);
    }

    /** Notes that a room has given way to a later activation. */
    void gaveWay(RoomKey key) {
        givenWay.put(key, System.nanoTime());
    }

    /** Answers what is for an activation that is not here any more. */
    void absent(RoomKey key, Activation here, RoomInput input) {
        boolean later = givenWay.containsKey(key) || rooms.find(key).isAfter(here);
        RoomOutput told = StandIn.absent(input, later);
        if (told != null) {
            rooms.deliver(input.from().node(), key, here, told);
        }
    }

    /** Forgets who has given way a while ago; tells nodes that were gone whose players are missing. */
    void tick() {
        long now = System.nanoTime();
        givenWay.values().removeIf(at -> now - at > GIVEN_WAY_NANOS);
        found.forEach((node, ticks) -> {
            if (FOUND_TICKS.contains(ticks)) {
                var all = new RoomInput.Resync(new RoomInput.Link(node, RoomInput.Link.ALL));
                owned.values().forEach(room -> room.receive(all));
            }
        });
        found.replaceAll((node, ticks) -> ticks + 1);
        found.values().removeIf(ticks -> ticks > FOUND_TICKS.getLast());
    }

    /** Lets rooms hold the seats of players of a node that is gone. */
    void lost(String node) {
        found.remove(node);
        var all = new RoomInput.Dropped(new RoomInput.Link(node, RoomInput.Link.ALL));
        owned.values().forEach(room -> room.receive(all));
    }

    /** Notes that something was lost that a node has sent to rooms whose topics have a lane, perhaps that players are gone. */
    void missed(int lane) {
        owned.forEach((key, room) -> {
            if (LaneAddress.laneOf(key.topic()) == lane) {
                room.sendAgain();
            }
        });
    }

    /** Lets players of a node that was gone join again. */
    void found(String node) {
        found.put(node, 0);
    }

    /** Returns an epoch higher than those of all activations that this node knows of. */
    private long nextEpoch(RoomKey key) {
        long known =
                Math.max(rooms.edge().activation(key).epoch(), rooms.find(key).epoch());
        return Math.max(System.currentTimeMillis(), known + 1);
    }

    /** Returns the loop that what concerns all rooms of a kind is confined to. */
    RoomLoop home() {
        RoomLoop first = loops.peek();
        if (first == null) {
            throw new WingbeatException("rooms: not started (expected: use after the start)");
        }
        return first;
    }

    /** Returns the loop that has the fewest rooms, of those that have time for more if there are any. */
    RoomLoop leastLoaded() {
        return loops.stream()
                .min(Comparator.comparing(RoomLoop::isOverloaded)
                        .thenComparingInt(loop -> loop.rooms().get()))
                .orElseThrow(() -> new WingbeatException("rooms: not started (expected: use after the start)"));
    }

    /** Returns the load of the rooms of this node. */
    LoopLoad load() {
        return LoopLoad.of(loops);
    }

    /** Returns the loops whose rooms wait, since they stood still, and how often they have. */
    Map<RoomLoop, Integer> frozen() {
        return loops.stream()
                .filter(RoomLoop::isFrozen)
                .collect(Collectors.toMap(Function.identity(), RoomLoop::standstills));
    }

    /** Lets rooms stand still, or go on, by what the quorum says. */
    void quorumChanged() {
        owned.values().forEach(OwnedRoom::quorumChanged);
    }

    /** Returns where the rooms of this node are: here, in activations of theirs. */
    Map<RoomKey, Activation> activations() {
        return owned.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, room -> room.getValue().activation()));
    }

    @Nullable
    OwnedRoom get(RoomKey key) {
        return owned.get(key);
    }

    /** Waits until a room that is being made can be found, and is counted: before that nobody may hear of it. */
    void awaitFound(RoomKey key) {
        var unused = owned.computeIfPresent(key, (same, made) -> made); // which waits for who makes it
    }

    void remove(RoomKey key, OwnedRoom room) {
        owned.remove(key, room);
    }

    int size(RoomKind kind) {
        return (int) owned.keySet().stream()
                .filter(key -> key.kind().equals(kind.name()))
                .count();
    }
}
