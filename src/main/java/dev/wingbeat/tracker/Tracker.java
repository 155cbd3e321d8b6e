package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.lane.GossipHandler;
import dev.wingbeat.lane.LaneAddress;
import dev.wingbeat.lane.Lanes;
import dev.wingbeat.protocol.Hop;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * Knows who tracks what on all nodes. Internal seam. May be used from any thread; a returned
 * future completes on the caller's context, if it has one.
 *
 * <p>What one thread asks for in one topic happens in that order. Operations do not wait for other nodes, reads for nothing.
 */
public final class Tracker {

    private static final long TICK_MILLIS = 250;

    private final String name;
    private final Vertx vertx;
    private final Lanes lanes;
    private final TrackerConfig config;
    private final TrackerShard[] shards;
    private final GossipHandler handler = new Hearing();
    private final AtomicLong owners = new AtomicLong();
    private final long epoch = System.nanoTime();
    private volatile long timer = -1;

    /** Hands over what other nodes say, on the context of the shard's lane. */
    private final class Hearing implements GossipHandler {
        @Override
        public void gossip(int lane, String origin, Buffer bytes) {
            shards[lane].remotes().receive(GossipCodec.decode(origin, bytes));
        }

        @Override
        public void lost(int lane, String origin) {
            shards[lane].remotes().lost(origin);
        }
    }

    /** Speaks on a lane. */
    private final class Voice implements GossipSender {
        private final int lane;

        Voice(int lane) {
            this.lane = lane;
        }

        @Override
        public void toAll(Gossip gossip) {
            lanes.gossip(lane, name, GossipCodec.encode(gossip));
        }

        @Override
        public void to(String node, Gossip gossip) {
            lanes.gossipTo(node, lane, name, GossipCodec.encode(gossip));
        }
    }

    /**
     * Makes a tracker, which lives once: to be started, then stopped.
     *
     * @param name the same on all nodes that share the lists
     * @param listener learns of all changes
     */
    public Tracker(String name, Vertx vertx, Lanes lanes, TrackerConfig config, TrackerListener listener) {
        this(name, vertx, lanes, config, listener, () -> nanos -> {});
    }

    /**
     * Makes a tracker that measures how long it lacks something of another node.
     *
     * @param catchUps makes what each lane records with, on its own context: it takes nanoseconds
     */
    public Tracker(
            String name,
            Vertx vertx,
            Lanes lanes,
            TrackerConfig config,
            TrackerListener listener,
            Supplier<LongConsumer> catchUps) {
        this.name = name;
        this.vertx = vertx;
        this.lanes = lanes;
        this.config = config;
        var self = new ReplicaId(lanes.nodeName(), ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
        this.shards = IntStream.range(0, LaneAddress.LANES)
                .mapToObj(lane -> new TrackerShard(
                        self,
                        config,
                        new PhxRefs(name, self, lane),
                        new Voice(lane),
                        listener,
                        new CatchUps(System::nanoTime, catchUps.get())))
                .toArray(TrackerShard[]::new);
    }

    /**
     * Begins to listen, and asks the other members for what they have; to be called when the lanes have started.
     *
     * @throws IllegalStateException when the lanes have not started, or a tracker of this name is started on this node
     */
    public Future<Void> start() {
        lanes.context(0);
        lanes.gossips().add(name, handler);
        Set<String> members = lanes.otherNodes();
        Set<String> hubs = lanes.otherHubs();
        return onEveryShard(shard -> shard.start(now(), members, hubs)).onSuccess(started -> {
            long period = Math.clamp(config.heartbeat().toMillis() / 4, 1, TICK_MILLIS);
            timer = vertx.setPeriodic(period, ignored -> tick());
        });
    }

    /**
     * Completes when this node has the entries of all hubs it saw at its start; at the latest 3 seconds after, should one
     * of them not answer.
     */
    public Future<Void> synced() {
        return Future.all(Arrays.stream(shards)
                        .map(shard -> shard.remotes().synced())
                        .toList())
                .mapEmpty();
    }

    /** Tells the other nodes that what is tracked here leaves; they hear it with the lanes' next envelopes. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        lanes.gossips().remove(name, handler);
        return onEveryShard(TrackerShard::leave);
    }

    /** Makes an owner; its number tells its age, as well as the clocks of the nodes agree. */
    public Owner newOwner() {
        return newOwner(bytes -> {});
    }

    /**
     * Makes an owner that is told what is kept for it.
     *
     * @param kept is told how many bytes more the keys and metas have that it tracks, or fewer when negative; runs on the
     *     contexts of the topics
     */
    public Owner newOwner(LongConsumer kept) {
        long number = owners.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis() << 20));
        return new Owner(number, kept);
    }

    /** Ends an owner: what it tracks is untracked, at once in each topic, and what it tracks from now on is refused. */
    public void end(Owner owner) {
        owner.end();
        for (int lane = 0; lane < shards.length; lane++) {
            if (owner.mayUse(lane)) {
                TrackerShard shard = shards[lane];
                lanes.context(lane).runOnContext(ignored -> shard.end(owner));
            }
        }
    }

    /**
     * Tracks a key in a topic until the owner untracks it or ends.
     *
     * @param meta a JSON object; {@code phx_ref} and {@code phx_ref_prev} in it are left out
     * @return the {@code phx_ref}; fails with a {@link TrackingException} when it is tracked already, or the owner has ended
     * @throws IllegalArgumentException when the meta is no JSON object
     */
    public Future<String> track(Owner owner, String topic, String key, Payload meta) {
        Payload own = PhxRefs.withoutReserved(meta);
        owner.uses(LaneAddress.laneOf(topic));
        return onShard(topic, shard -> shard.track(owner, topic, key, own));
    }

    /**
     * Changes the meta of what the owner tracks.
     *
     * @param change gets the meta, with its {@code phx_ref}, and returns another; called on the topic's context
     * @return the new {@code phx_ref}; fails with a {@link TrackingException} when it is not tracked, and with what {@code change} throws
     */
    public Future<String> update(Owner owner, String topic, String key, UnaryOperator<Payload> change) {
        return onShard(topic, shard -> shard.update(owner, topic, key, change));
    }

    /** Untracks a key in a topic; that the owner does not track it is no failure. */
    public Future<Void> untrack(Owner owner, String topic, String key) {
        return onShard(topic, shard -> {
                    shard.untrack(owner, topic, key);
                    return key;
                })
                .mapEmpty();
    }

    /**
     * Returns the entries of a topic by key, those of each key in the order of their owners. Read-only, and either live or as
     * they are: copy what is to be kept. Lists of single keys never change.
     */
    public Map<String, List<Entry<Payload>>> list(String topic) {
        return lists(topic).list(topic);
    }

    /** Returns the entries of a key in a topic, in the order of their owners. */
    public List<Entry<Payload>> getByKey(String topic, String key) {
        return lists(topic).getByKey(topic, key);
    }

    /** Returns how many keys a topic has. */
    public int count(String topic) {
        return lists(topic).count(topic);
    }

    /**
     * Returns the context on which the topic's changes are announced, and made.
     *
     * @throws IllegalStateException before the lanes have started
     */
    public Context context(String topic) {
        return lanes.context(LaneAddress.laneOf(topic));
    }

    /** Returns the figures of all shards. */
    public TrackerFigures figures() {
        return Arrays.stream(shards)
                .map(TrackerShard::figures)
                .reduce(TrackerFigures::plus)
                .orElseThrow();
    }

    private PresenceLists lists(String topic) {
        return shards[LaneAddress.laneOf(topic)].lists();
    }

    private void tick() {
        Set<String> members = lanes.otherNodes();
        Set<String> hubs = lanes.otherHubs();
        for (int lane = 0; lane < shards.length; lane++) {
            TrackerShard shard = shards[lane];
            lanes.context(lane).runOnContext(ignored -> shard.tick(now(), members, hubs));
        }
    }

    private long now() {
        return (System.nanoTime() - epoch) / 1_000_000;
    }

    private Future<Void> onEveryShard(Consumer<TrackerShard> task) {
        return Hop.to(Vertx.currentContext(), lanes.onEach(lane -> task.accept(shards[lane])));
    }

    private Future<String> onShard(String topic, Function<TrackerShard, String> operation) {
        int lane = LaneAddress.laneOf(topic);
        return on(lanes.context(lane), () -> operation.apply(shards[lane]));
    }

    /** Runs something on a context, always later, and completes on the caller's context. */
    private static <T> Future<T> on(Context context, Supplier<T> task) {
        Promise<T> done = Promise.promise();
        context.runOnContext(ignored -> done.handle(Future.succeededFuture(task).map(Supplier::get)));
        return Hop.to(Vertx.currentContext(), done.future());
    }
}
