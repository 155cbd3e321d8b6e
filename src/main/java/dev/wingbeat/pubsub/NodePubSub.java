package dev.wingbeat.pubsub;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.WARNING;
import static java.util.Objects.requireNonNull;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.WingbeatException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The PubSub of one node: its own subscribers are served directly, the other nodes through the lanes. Internal seam; may be used from any thread.
 *
 * <p>On a node without a cluster the lanes still listen, so that {@link TopicAddress} means the same everywhere.
 */
public final class NodePubSub implements PubSub {

    private static final System.Logger LOGGER = System.getLogger(NodePubSub.class.getName());

    private static final long TICK_MILLIS = 200;

    /** Ticks from one look at who is a hub to the next. */
    private static final int LOOK_TICKS = 5;

    private static final String DIRECT = "wingbeat.node.";

    /** Options of asking a node whether it lives. */
    private static final DeliveryOptions ASKING = new DeliveryOptions().setSendTimeout(2_000);

    private final Vertx vertx;
    private final String nodeName;
    private final boolean clustered;
    private final Supplier<Set<String>> otherNodes;
    private final LocalSubscriptions subscriptions = new LocalSubscriptions();
    private final LaneCounters counters = new LaneCounters();
    private final GossipHandlers gossips = new GossipHandlers(counters);
    private final RateLimitedLog unreadable = new RateLimitedLog(LOGGER, WARNING);
    private final Hubs hubs;
    private final LaneReadiness readiness;
    private final Lane[] lanes;
    private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
    private final RenewableConsumer direct;
    private final Queue<Supplier<Future<Void>>> renewals = new ConcurrentLinkedQueue<>();
    private volatile long timer = -1;
    private int ticks;

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
        this.hubs = new Hubs(vertx, nodeName, otherNodes);
        this.readiness = new LaneReadiness(hubs::names);
        this.direct = new RenewableConsumer(vertx.eventBus(), DIRECT + nodeName, this::receiveDirect);
        this.lanes = IntStream.range(0, TopicAddress.LANES)
                .mapToObj(lane -> new Lane(lane, nodeName, subscriptions, readiness, counters, gossips))
                .toArray(Lane[]::new);
    }

    /**
     * Listens on the lanes, then tells the other nodes that this one is a hub; completes when they can know, and this one knows
     * which of them are.
     */
    public Future<Void> start() {
        return Future.join(Stream.concat(Arrays.stream(lanes).map(this::deploy), Stream.of(direct.start()))
                        .toList())
                .compose(listening -> hubs.enter())
                .onSuccess(entered -> timer = vertx.setPeriodic(0, TICK_MILLIS, ignored -> tick()));
    }

    private Future<String> deploy(Lane lane) {
        return vertx.deployVerticle(lane).onSuccess(deployments::add);
    }

    /**
     * Completes when every other hub has reached this node through every lane, at once without a cluster. Fails when a hub has
     * another number of lanes.
     */
    public Future<Void> ready() {
        return readiness.ready();
    }

    /** Names the hubs that have not reached this node on every lane yet. */
    public Set<String> unreached() {
        return readiness.unreached();
    }

    /** Returns the hubs that have not got through to this node for a while, though they should, and on which lanes. */
    public Map<String, Set<Integer>> lost() {
        return readiness.lost();
    }

    /** Registers something else anew, too, when the registrations of the lanes have been lost. */
    public void onRenewal(Supplier<Future<Void>> renewal) {
        renewals.add(renewal);
    }

    /** Fails {@link #ready}, if nothing has come of it yet: there is no reason to wait any longer. */
    public void stopWaiting(WingbeatException reason) {
        readiness.stopWaiting(reason);
    }

    /** Sends what was broadcast before, then stops listening. */
    public Future<Void> stop() {
        vertx.cancelTimer(timer);
        return Future.join(Stream.concat(Arrays.stream(lanes).map(Lane::flushed), Stream.of(hubs.leave()))
                        .toList())
                .transform(flushed ->
                        Future.join(Stream.concat(deployments.stream().map(vertx::undeploy), Stream.of(direct.stop()))
                                .toList()))
                .mapEmpty();
    }

    private void tick() {
        if (ticks++ % LOOK_TICKS == 0) {
            hubs.refresh();
        }
        Set<String> others = hubs.names();
        for (Lane lane : lanes) {
            lane.hubs(others);
        }
        if (readiness.tick(System.nanoTime(), lanes)) {
            renew();
        }
        if (ticks % LOOK_TICKS == 0) {
            readiness.suspects().forEach(this::ask);
        }
    }

    /** Registers anew what has no lane to show that it is not reached. */
    private void renew() {
        direct.renew()
                .compose(renewed ->
                        Future.join(renewals.stream().map(Supplier::get).toList()))
                .onFailure(cause -> LOGGER.log(WARNING, "a consumer could not be registered anew", cause));
    }

    /** Asks a node whether it lives; the answer needs no registration of this node. */
    private void ask(String node) {
        vertx.eventBus()
                .request(DIRECT + node, Buffer.buffer(), ASKING)
                .onSuccess(answer -> readiness.alive(node))
                .onFailure(cause -> LOGGER.log(DEBUG, "node {0} does not answer: {1}", node, cause));
    }

    /** Takes note of a node that has left the cluster. */
    public void nodeLeft(String node) {
        hubs.left(node);
        readiness.forget(node);
        for (Lane lane : lanes) {
            lane.forget(node);
        }
    }

    /** Takes note of the end of a split: which registrations are left is not certain, so every hub is asked again. */
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

    /** Returns the names of the members that serve an endpoint, or are about to. */
    public Set<String> otherHubs() {
        return hubs.names();
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

    /**
     * Makes the loop of the calling event-loop context; to be called once for each, from its own thread.
     *
     * @param nextTurn runs a task on the context when the loop's sockets have had their turn
     */
    public Loop newLoop(Context context, Executor nextTurn) {
        return new Loop(subscriptions, context, nextTurn);
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

    private void receiveDirect(Message<Object> message) {
        if (message.replyAddress() != null) {
            message.reply(Buffer.buffer()); // to be asked is all there is to it: this node lives
            return;
        }
        try {
            Envelope envelope = message.body() instanceof Buffer buffer ? EnvelopeCodec.decode(buffer) : null;
            if (envelope == null) {
                throw new IllegalArgumentException("no envelope of version " + EnvelopeCodec.VERSION);
            }
            counters.rejected(envelope.rejected());
            envelope.items().forEach(this::takeDirect);
        } catch (RuntimeException e) {
            counters.rejected(1);
            unreadable.log(() -> "a message for this node alone cannot be read: " + LogText.of(e));
        }
    }

    private void takeDirect(LaneItem item) {
        if (item instanceof LaneItem.Broadcasted(Broadcast broadcast)) {
            counters.broadcastReceived();
            subscriptions.dispatch(broadcast, null);
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
