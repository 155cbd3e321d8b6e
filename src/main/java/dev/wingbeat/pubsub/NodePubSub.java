package dev.wingbeat.pubsub;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.WingbeatException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The PubSub of one node: its own subscribers are served directly, the other nodes through the lanes. Internal seam between
 * the root and pubsub; may be used from any thread.
 *
 * <p>On a node without a cluster the lanes still listen, so that {@link TopicAddress} means the same everywhere.
 */
public final class NodePubSub implements PubSub {

    private static final long TICK_MILLIS = 200;
    private static final String DIRECT = "wingbeat.node.";

    private final Vertx vertx;
    private final String nodeName;
    private final boolean clustered;
    private final Supplier<Set<String>> otherNodes;
    private final LocalSubscriptions subscriptions = new LocalSubscriptions();
    private final LaneCounters counters = new LaneCounters();
    private final GossipHandlers gossips = new GossipHandlers();
    private final LaneReadiness readiness;
    private final Lane[] lanes;
    private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
    private volatile @Nullable MessageConsumer<Buffer> directConsumer;
    private volatile long timer = -1;

    /** Makes the PubSub of a node that is alone. */
    public NodePubSub(Vertx vertx, String nodeName) {
        this(vertx, nodeName, Set::of);
    }

    /**
     * Makes the PubSub of a node.
     *
     * @param nodeName unique in the cluster
     * @param otherNodes tells the names of the other members; asked again and again, must not block
     */
    public NodePubSub(Vertx vertx, String nodeName, Supplier<Set<String>> otherNodes) {
        this.vertx = vertx;
        this.nodeName = nodeName;
        this.clustered = vertx.isClustered();
        this.otherNodes = otherNodes;
        this.readiness = new LaneReadiness(otherNodes);
        this.lanes = IntStream.range(0, TopicAddress.LANES)
                .mapToObj(lane -> new Lane(lane, nodeName, subscriptions, readiness, counters, gossips))
                .toArray(Lane[]::new);
    }

    /** Listens on the lanes; completes when the registrations are known to the cluster. */
    public Future<Void> start() {
        MessageConsumer<Buffer> direct = vertx.eventBus().consumer(DIRECT + nodeName, this::receiveDirect);
        directConsumer = direct;
        return Future.join(Arrays.stream(lanes).map(this::deploy).toList())
                .compose(deployed -> direct.completion())
                .onSuccess(listening -> timer = vertx.setPeriodic(0, TICK_MILLIS, ignored -> tick()));
    }

    private Future<String> deploy(Lane lane) {
        return vertx.deployVerticle(lane).onSuccess(deployments::add);
    }

    /**
     * Completes when every other member has reached this node through every lane, at once without a cluster. Fails when a
     * member has another number of lanes.
     */
    public Future<Void> ready() {
        return readiness.ready();
    }

    /** Names the members that have not reached this node on every lane yet. */
    public Set<String> unreached() {
        return readiness.unreached();
    }

    /** Fails {@link #ready}, if nothing has come of it yet: there is no reason to wait any longer. */
    public void stopWaiting(WingbeatException reason) {
        readiness.stopWaiting(reason);
    }

    /** Sends what was broadcast before, then stops listening. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        MessageConsumer<Buffer> direct = directConsumer;
        return Future.join(Arrays.stream(lanes).map(Lane::flushed).toList())
                .transform(flushed -> Future.join(
                        Future.join(deployments.stream().map(vertx::undeploy).toList()),
                        direct == null ? Future.succeededFuture() : direct.unregister()))
                .mapEmpty();
    }

    private void tick() {
        Set<String> others = otherNodes.get();
        for (Lane lane : lanes) {
            lane.members(others);
        }
        readiness.tick(lanes);
    }

    /** Takes note of a node that has left the cluster. */
    public void nodeLeft(String node) {
        readiness.forget(node);
        for (Lane lane : lanes) {
            lane.forget(node);
        }
    }

    /** Takes note of the end of a split: which registrations are left is not certain, so every member is asked again. */
    public void merged() {
        readiness.forgetAll();
    }

    /** Returns what the lanes have counted. */
    public LaneCounters counters() {
        return counters;
    }

    /** Returns the names of the other members, as far as this node sees them. */
    public Set<String> otherNodes() {
        return otherNodes.get();
    }

    /**
     * Hears from now on what the gossips of this name say on other nodes.
     *
     * @throws IllegalStateException when the name is taken on this node
     */
    public void onGossip(String name, GossipHandler handler) {
        gossips.add(name, handler);
    }

    /** Hears no more of them. */
    public void offGossip(String name, GossipHandler handler) {
        gossips.remove(name, handler);
    }

    /** Tells all other nodes, with the next envelope of the lane: in order with its broadcasts, and lost as they may be. */
    public void gossip(int lane, String name, Buffer bytes) {
        if (clustered) {
            lanes[lane].send(new LaneItem.Gossiped(name, bytes));
        }
    }

    /** Tells one other node, at once. To be called on the lane's context. */
    public void gossipTo(String node, int lane, String name, Buffer bytes) {
        if (clustered) {
            lanes[lane].sendTo(node, new LaneItem.Gossiped(name, bytes));
        }
    }

    /**
     * Returns the context that a lane is confined to: where its gossip is heard.
     *
     * @throws IllegalStateException before this has started
     */
    public Context laneContext(int lane) {
        return lanes[lane].laneContext();
    }

    /** Returns how many nodes there are, this one included, as far as it sees. */
    public int members() {
        return otherNodes.get().size() + 1;
    }

    /** Returns how many topics clients of this node have joined. */
    public int joinedTopics() {
        return subscriptions.joinedTopicCount();
    }

    /** Makes the loop of the calling event-loop context; to be called once for each, from its own thread. */
    public Loop newLoop(Context context) {
        return new Loop(subscriptions, context);
    }

    @Override
    public void broadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
        counters.broadcastSent();
        if (clustered) {
            lanes[TopicAddress.laneOf(broadcast.topic())].send(new LaneItem.Broadcasted(broadcast));
        }
        subscriptions.dispatch(broadcast, from);
    }

    @Override
    public void localBroadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
        subscriptions.dispatch(broadcast, from);
    }

    @Override
    public void directBroadcast(String node, Broadcast broadcast) {
        if (!otherNodes.get().contains(node)) {
            throw new IllegalArgumentException("node: " + node + " (expected: another member of the cluster)");
        }
        Buffer envelope = EnvelopeCodec.begin(nodeName, 0, 0, 0);
        EnvelopeCodec.append(envelope, new LaneItem.Broadcasted(broadcast));
        vertx.eventBus().send(DIRECT + node, envelope);
    }

    private void receiveDirect(Message<Buffer> message) {
        Envelope envelope = EnvelopeCodec.decode(message.body());
        for (LaneItem item : envelope == null ? List.<LaneItem>of() : envelope.items()) {
            if (item instanceof LaneItem.Broadcasted(Broadcast broadcast)) {
                counters.broadcastReceived();
                subscriptions.dispatch(broadcast, null);
            }
        }
    }

    @Override
    public Subscription subscribe(String topic, Handler<Broadcast> handler) {
        requireNonNull(topic, "topic: null (expected: a name)");
        return subscriptions.subscribe(topic, vertx.getOrCreateContext(), handler);
    }

    @Override
    public String nodeName() {
        return nodeName;
    }

    /** Returns the topics that somebody on this node is subscribed to: a live view. */
    public Set<String> topics() {
        return subscriptions.topics();
    }
}
