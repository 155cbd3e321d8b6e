package dev.wingbeat.placement;

import dev.wingbeat.channel.ChannelRoute;
import dev.wingbeat.lane.Lanes;
import dev.wingbeat.limit.MemoryBudget;
import dev.wingbeat.metrics.Metrics;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.relay.Asks;
import dev.wingbeat.relay.RoomItem;
import dev.wingbeat.relay.RoomLines;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOutput;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.room.Rooms;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of one node, and the channels of its players, wherever their rooms are. Internal seam between the root and rooms; may be
 * used from any thread.
 */
public final class NodeRooms implements RoomLines.Receiver {

    static final long TICK_MILLIS = 250;

    private final Vertx vertx;
    private final Lanes lanes;
    private final Map<String, RoomKind> kinds = new LinkedHashMap<>();
    private final Edge edge;
    private final OwnedRooms owned;
    private final Registrar registrar;
    private final RoomLines lines;
    private final Questions questions = new Questions(this);
    private final Asks asks;
    private final Directory directory;
    private final Members members;
    private final Orphans orphans;
    private final Quorum quorum;
    private final Thaw thaw = new Thaw(this);
    private final Strays strays = new Strays(this);
    private final Copies copies = new Copies(this);
    private final Creators creators;
    private final Lobby lobby;
    private volatile long timer = -1;

    /** Makes the rooms of some kinds on one node. */
    public NodeRooms(Vertx vertx, Lanes lanes, Metrics metrics, MemoryBudget memory, List<RoomKind> kinds) {
        this.vertx = vertx;
        this.lanes = lanes;
        this.registrar = new Registrar(this, vertx, kinds);
        this.owned = new OwnedRooms(this, metrics, memory);
        this.creators = new Creators(() -> owned.refused(Creators.PER_MINUTE));
        this.edge = new Edge(lanes.nodeName(), strays);
        this.lines = new RoomLines(lanes, this);
        this.asks = new Asks(vertx, lines, questions::answer);
        this.directory = new Directory(vertx, lanes, listed -> learn(listed.key(), listed.activation()));
        this.members = new Members(lanes);
        this.orphans = new Orphans(this, edge);
        this.lobby = new Lobby(this);
        this.quorum = new Quorum(this, kinds.stream().anyMatch(Quorum::isFor));
        kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
    }

    /** Starts the loops that rooms live on, and begins to hear of the other nodes. Without kinds nothing is started. */
    public Future<Void> start() {
        if (kinds.isEmpty()) {
            return Future.succeededFuture();
        }
        lines.start();
        return owned.start(vertx, kinds.keySet())
                .compose(started -> directory.start())
                .onSuccess(started -> timer = vertx.setPeriodic(TICK_MILLIS, ignored -> tick()));
    }

    /** Completes when this node knows of the rooms of the others. */
    public Future<Void> synced() {
        return kinds.isEmpty() ? Future.succeededFuture() : directory.synced();
    }

    /** Ends all rooms, then leaves the others; to be called while the lanes still run. */
    public Future<Void> stop() {
        return kinds.isEmpty()
                ? Future.succeededFuture()
                : owned.stop().eventually(directory::stop).onComplete(stopped -> {
                    vertx.cancelTimer(timer);
                    lines.stop();
                });
    }

    /** Returns the routes of the kinds. */
    public List<ChannelRoute> routes() {
        return kinds.values().stream()
                .flatMap(kind -> new KindRooms(this, kind).routes())
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

    private void tick() {
        quorum.look();
        members.look(
                gone -> {
                    lines.forget(gone);
                    asks.forget(gone);
                    owned.lost(gone);
                },
                owned::found,
                owned::membersChanged);
        owned.tick();
        copies.tick(members.present());
        orphans.tick(members.present());
        lobby.tickets().tick();
        thaw.tick();
        strays.tick();
        registrar.placer().tick();
    }

    // --- from channels to rooms

    /** Finds, or makes, the room of a channel, and lets it join; else tells why not. */
    void join(RoomKey key, RoomInput.Join join, @Nullable RoomParams params) {
        registrar.locate(key, params).onSuccess(found -> {
            switch (found) {
                case Located.Refused refused -> edge.refuse(join.from(), Payload.of(refused.response()));
                case Located.At(Activation at, boolean made) -> {
                    edge.follow(key, at);
                    send(key, join);
                }
            }
        });
    }

    /** Hands a room what a channel of this node has for it. */
    void send(RoomKey key, RoomInput input) {
        Activation activation = edge.activation(key);
        send(key, activation.equals(Activation.NONE) ? find(key) : activation, input);
    }

    /** Hands an activation of a room what a channel of this node has for it. */
    void send(RoomKey key, Activation to, RoomInput input) {
        if (to.node().equals(nodeName())) {
            receive(key, to.epoch(), input);
        } else if (!to.equals(Activation.NONE)) {
            lines.send(to.node(), key.topic(), new RoomItem.In(key, to.epoch(), input));
        }
    }

    /** Receives what is for a room of this node; a sender that does not know that the room has left looks for it anew. */
    private void receive(RoomKey key, long epoch, RoomInput input) {
        OwnedRoom room = owned.get(key);
        if (room == null) {
            owned.absent(key, new Activation(nodeName(), epoch), input);
        } else if (epoch > room.activation().epoch()) {
            room.stepDown();
        } else {
            room.receive(input);
        }
    }

    // --- from rooms to channels

    /** Hands channels of a node what a room of this node has for them. */
    void deliver(String node, RoomKey key, Activation from, RoomOutput output) {
        if (node.equals(nodeName())) {
            edge.deliver(key, from, output);
        } else {
            lines.send(node, key.topic(), new RoomItem.Out(key, from.epoch(), output));
        }
    }

    // --- from other nodes

    @Override
    public void received(String origin, RoomItem item) {
        switch (item) {
            case RoomItem.In in -> {
                members.heard(origin, in.input());
                receive(in.key(), in.epoch(), in.input());
            }
            case RoomItem.Out out -> edge.deliver(out.key(), new Activation(origin, out.epoch()), out.output());
            case RoomItem.Copy copy -> copies.received(origin, copy);
            case RoomItem.Over(RoomKey key, long epoch) -> copies.over(key, epoch);
            case RoomItem.Ask ask -> asks.asked(origin, ask);
            case RoomItem.Answer answer -> asks.answered(origin, answer);
        }
    }

    @Override
    public void lost(String origin, int lane) {
        edge.lost(origin, lane);
        owned.missed(lane);
    }

    /** Notes an activation: an earlier one of this node gives way, and players follow. */
    void learn(RoomKey key, Activation activation) {
        OwnedRoom own = owned.get(key);
        if (own != null && activation.isAfter(own.activation())) {
            own.stepDown();
        }
        edge.follow(key, activation);
    }

    // --- what its parts ask

    /** Returns where a room is, as far as this node knows. */
    Activation find(RoomKey key) {
        OwnedRoom own = owned.get(key);
        if (own != null) {
            return own.activation();
        }
        Directory.Listed listed = directory.find(key);
        return listed == null ? Activation.NONE : listed.activation();
    }

    @Nullable
    RoomKind kind(String name) {
        return kinds.get(name);
    }

    List<String> kinds() {
        return List.copyOf(kinds.keySet());
    }

    Members members() {
        return members;
    }

    Quorum quorum() {
        return quorum;
    }

    Thaw thaw() {
        return thaw;
    }

    Edge edge() {
        return edge;
    }

    OwnedRooms owned() {
        return owned;
    }

    Registrar registrar() {
        return registrar;
    }

    Lobby lobby() {
        return lobby;
    }

    Directory directory() {
        return directory;
    }

    Creators creators() {
        return creators;
    }

    Copies copies() {
        return copies;
    }

    RoomLines lines() {
        return lines;
    }

    Questions questions() {
        return questions;
    }

    Asks asks() {
        return asks;
    }

    String nodeName() {
        return lanes.nodeName();
    }
}
