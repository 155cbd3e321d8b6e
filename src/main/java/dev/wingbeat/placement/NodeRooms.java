package dev.wingbeat.placement;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.channel.Execution;
import dev.wingbeat.connection.Assigns;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.protocol.WingbeatException;
import dev.wingbeat.room.DisposeReason;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.Rooms;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The rooms of one node, and the channels of its players. Internal seam between the root and rooms; may be used from any thread. */
public final class NodeRooms {

    private final Vertx vertx;
    private final String nodeName;
    private final Map<String, RoomKind> kinds = new LinkedHashMap<>();
    private final Map<RoomKey, OwnedRoom> owned = new ConcurrentHashMap<>();
    private final Queue<RoomLoop> loops = new ConcurrentLinkedQueue<>();
    private final Edge edge;
    private volatile boolean stopping;

    /** Makes what runs some kinds on one node. */
    public NodeRooms(Vertx vertx, String nodeName, List<RoomKind> kinds) {
        this.vertx = vertx;
        this.nodeName = nodeName;
        this.edge = new Edge(nodeName);
        kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
    }

    /** Starts the loops that rooms live on: one for every four processors. Without kinds nothing is started. */
    public Future<Void> start() {
        if (kinds.isEmpty()) {
            return Future.succeededFuture();
        }
        int instances = Math.max(1, Runtime.getRuntime().availableProcessors() / 4);
        return vertx.deployVerticle(
                        () -> {
                            var loop = new RoomLoop();
                            loops.add(loop);
                            return loop;
                        },
                        new DeploymentOptions().setInstances(instances))
                .mapEmpty();
    }

    /** Ends all rooms; completes when their applications have cleaned up. */
    public Future<Void> stop() {
        stopping = true;
        return Future.join(owned.values().stream()
                        .map(room -> room.close(DisposeReason.SHUTDOWN, "closed"))
                        .toList())
                .mapEmpty();
    }

    /** Returns the routes of the kinds. */
    public List<ChannelRoute> routes() {
        return kinds.values().stream()
                .map(kind -> new ChannelRoute(
                        kind.name() + ":*", () -> new SeatChannel(this, kind), Execution.EVENT_LOOP, Assigns.NONE))
                .toList();
    }

    /**
     * Returns the rooms of a kind.
     *
     * @throws IllegalArgumentException when it was not declared
     */
    public Rooms of(String kind) {
        RoomKind declared = kinds.get(kind);
        if (declared == null) {
            throw new IllegalArgumentException("kind: " + kind + " (expected: one of " + kinds.keySet() + ")");
        }
        return new KindRooms(this, declared);
    }

    /** Returns how many rooms there are. */
    public int size() {
        return owned.size();
    }

    Edge edge() {
        return edge;
    }

    String nodeName() {
        return nodeName;
    }

    /** Hands a room what a channel of this node has for it. */
    void send(RoomKey key, RoomInput input) {
        OwnedRoom room = owned.get(key);
        if (room != null) {
            room.receive(input);
        } else if (input instanceof RoomInput.Join join) {
            joinAbsent(key, join);
        }
    }

    private void joinAbsent(RoomKey key, RoomInput.Join join) {
        RoomKind kind = requireNonNull(kinds.get(key.kind()), "kind");
        if (!kind.options().createOnJoin()) {
            refuse(join, Payload.of("reason", "not_found"));
            return;
        }
        OwnedRoom room = create(key, join.params());
        if (room == null) {
            refuse(join, Payload.of("reason", "busy", "limit", "rooms"));
        } else {
            room.receive(join);
        }
    }

    private void refuse(RoomInput.Join join, Payload response) {
        deliver(join.from().node(), new RoomOutput.Refused(join.from().number(), response));
    }

    /** Makes a room unless it is there; null when the node has as many of its kind as it may, or stops. */
    @Nullable
    OwnedRoom create(RoomKey key, Payload params) {
        RoomKind kind = requireNonNull(kinds.get(key.kind()), "kind");
        if (stopping || (size(kind) >= kind.options().maxRooms() && !owned.containsKey(key))) {
            return null;
        }
        return owned.computeIfAbsent(key, absent -> {
            var room = new OwnedRoom(this, key, kind, leastLoaded());
            var unused = room.create(params);
            return room;
        });
    }

    private RoomLoop leastLoaded() {
        return loops.stream()
                .min(Comparator.comparingInt(loop -> loop.rooms().get()))
                .orElseThrow(() -> new WingbeatException("rooms: not started (expected: use after the start)"));
    }

    int size(RoomKind kind) {
        return (int) owned.keySet().stream()
                .filter(key -> key.kind().equals(kind.name()))
                .count();
    }

    @Nullable
    OwnedRoom owned(RoomKey key) {
        return owned.get(key);
    }

    void forget(RoomKey key, OwnedRoom room) {
        owned.remove(key, room);
    }

    /** Hands channels of a node what a room has for them. */
    void deliver(String node, RoomOutput output) {
        edge.deliver(output);
    }
}
