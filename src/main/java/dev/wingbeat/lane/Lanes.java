package dev.wingbeat.lane;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.trace.TraceContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntConsumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The way from this node to the others and back: its lanes, and who is at their other ends. Internal seam; may be used from any
 * thread.
 *
 * <p>On a node without a cluster the lanes still listen, so that their addresses mean the same everywhere; nothing is sent.
 */
public final class Lanes {

    private static final long TICK_MILLIS = 200;

    /** Ticks from one look at who is a hub to the next; and while no hub is missing, which a new one tells by its hello. */
    private static final int LOOK_TICKS = 5;

    private static final int CALM_LOOK_TICKS = 15;

    private final Vertx vertx;
    private final String nodeName;
    private final boolean clustered;
    private final Supplier<Set<String>> otherNodes;
    private final LaneCounters counters = new LaneCounters();
    private final GossipHandlers gossips = new GossipHandlers(counters);
    private final Hubs hubs;
    private final LaneReadiness readiness;
    private final Lane[] lanes;
    private final DirectLine direct;
    private final Queue<String> deployments = new ConcurrentLinkedQueue<>();
    private final Queue<Supplier<Future<Void>>> renewals = new ConcurrentLinkedQueue<>();
    private volatile long timer = -1;
    private volatile Present present = new Present(Set.of(), Set.of(), Set.of());
    private int ticks;
    private int looked = -LOOK_TICKS;

    /** The hubs that are members. */
    private record Present(Set<String> members, Set<String> hubs, Set<String> both) {}

    /**
     * Makes the lanes of a node, which live once: to be started, then stopped.
     *
     * @param nodeName unique in the cluster
     * @param otherNodes tells the names of the other members; asked again and again, must not block
     * @param broadcasts gets what other nodes broadcast, those of one topic on one context
     */
    public Lanes(Vertx vertx, String nodeName, Supplier<Set<String>> otherNodes, BroadcastReceiver broadcasts) {
        this.vertx = vertx;
        this.nodeName = nodeName;
        this.clustered = vertx.isClustered();
        this.otherNodes = otherNodes;
        this.hubs = new Hubs(vertx, nodeName, otherNodes);
        this.readiness = new LaneReadiness(hubs::names, hubs::greeted);
        this.direct = new DirectLine(vertx.eventBus(), nodeName, counters, broadcasts);
        this.lanes = IntStream.range(0, LaneAddress.LANES)
                .mapToObj(lane -> new Lane(lane, nodeName, vertx.eventBus(), readiness, counters, gossips, broadcasts))
                .toArray(Lane[]::new);
    }

    /**
     * Listens, then tells the other nodes that this one is a hub; completes when they can know, and this one knows which of them
     * are.
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

    /** Sends what was handed over before, then stops listening. */
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
        if (++ticks - looked >= (hubs.isCalm() ? CALM_LOOK_TICKS : LOOK_TICKS)) {
            looked = ticks;
            hubs.refresh();
        }
        Set<String> others = hubs.names();
        for (Lane lane : lanes) {
            lane.tick(others);
        }
        if (readiness.tick(System.nanoTime(), lanes)) {
            renew();
        }
        if (ticks % LOOK_TICKS == 0) {
            readiness.suspects().forEach(node -> direct.ask(node).onSuccess(answer -> readiness.alive(node)));
        }
    }

    /** Registers anew what has no lane to show that it is not reached. */
    private void renew() {
        var unused = direct.renew()
                .compose(renewed ->
                        Future.join(renewals.stream().map(Supplier::get).toList()));
    }

    /** Registers something else anew, too, when the registrations of the lanes have been lost. */
    public void onRenewal(Supplier<Future<Void>> renewal) {
        renewals.add(renewal);
    }

    /**
     * Hands over how long each other node takes to answer the hello that it is told every two seconds on every lane, in
     * nanoseconds; with those of a hello or an answer that was lost, the time to the answer of the next.
     *
     * @param recorders makes what each lane records with, on its own context
     */
    public void onRoundTrip(Supplier<LongConsumer> recorders) {
        for (Lane lane : lanes) {
            lane.onRoundTrip(recorders.get());
        }
    }

    /** Returns the readiness: which hubs reach this node. */
    public LaneReadiness readiness() {
        return readiness;
    }

    /** Returns the counters of the lanes. */
    public LaneCounters counters() {
        return counters;
    }

    /** Returns the name of this node, unique in the cluster. */
    public String nodeName() {
        return nodeName;
    }

    /** Returns the names of the other members, as far as this node sees them. */
    public Set<String> otherNodes() {
        return otherNodes.get();
    }

    /** Returns the names of the members that serve an endpoint, or are about to; one that has gone may be among them for a while. */
    public Set<String> otherHubs() {
        return hubs.names();
    }

    /** Returns those of {@link #otherHubs} that are members now. */
    public Set<String> presentHubs() {
        Set<String> members = otherNodes();
        Set<String> known = hubs.names();
        Present last = present;
        if (!last.members.equals(members) || !last.hubs.equals(known)) {
            last = new Present(
                    members, known, known.stream().filter(members::contains).collect(Collectors.toUnmodifiableSet()));
            present = last;
        }
        return last.both;
    }

    /** Forgets a node that has left the cluster. */
    public void nodeLeft(String node) {
        hubs.left(node);
        readiness.forget(node);
        for (Lane lane : lanes) {
            lane.forget(node);
        }
    }

    /** Begins anew after the end of a split: which registrations are left is not certain, so every hub is asked again. */
    public void merged() {
        readiness.forgetAll();
    }

    /** Wants a topic, which was not wanted before: the other nodes' broadcasts on it are to be sent to this node. */
    public void want(String topic) {
        if (clustered) {
            laneOf(topic).interest().want(topic);
        }
    }

    /** Wants a topic no more. */
    public void release(String topic) {
        if (clustered) {
            laneOf(topic).interest().release(topic);
        }
    }

    /**
     * Completes when a broadcast that is made on any ready node on a topic that is wanted reaches this one: at once, unless it
     * has been wanted just now, and within {@value RemoteInterest#LEASE} ns whatever the other nodes do.
     */
    public Future<Void> established(String topic) {
        return clustered ? laneOf(topic).interest().established(topic) : Future.succeededFuture();
    }

    private Lane laneOf(String topic) {
        return lanes[LaneAddress.laneOf(topic)];
    }

    /**
     * Sends a broadcast to the other nodes that want its topic, in order with what the caller's thread has sent on its topic.
     *
     * @param trace the span that it follows from, null unless that is recorded
     */
    public void broadcast(Broadcast broadcast, @Nullable TraceContext trace) {
        counters.broadcastSent();
        if (clustered) {
            laneOf(broadcast.topic())
                    .send(trace == null ? new LaneItem.Broadcasted(broadcast) : new LaneItem.Traced(trace, broadcast));
        }
    }

    /**
     * Sends a broadcast to one other node only.
     *
     * @throws IllegalArgumentException when the node is this one, or no member of the cluster
     */
    public void broadcastTo(String node, Broadcast broadcast) {
        if (!otherNodes.get().contains(node)) {
            throw new IllegalArgumentException("node: " + node + " (expected: another member of the cluster)");
        }
        direct.send(node, broadcast);
    }

    /** Returns the participants in gossip on this node. */
    public GossipHandlers gossips() {
        return gossips;
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

    /** Runs a task on the context of each lane; completes when it has run on all, fails when it has thrown on one. */
    public Future<Void> onEach(IntConsumer task) {
        return Future.all(IntStream.range(0, lanes.length)
                        .mapToObj(lane -> onContext(lane, task))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> onContext(int lane, IntConsumer task) {
        Promise<Void> done = Promise.promise();
        context(lane)
                .runOnContext(
                        ignored -> done.handle(Future.succeededFuture(lane).map(number -> {
                            task.accept(number);
                            return null;
                        })));
        return done.future();
    }

    /**
     * Returns the context that a lane is confined to: where its gossip is heard.
     *
     * @throws IllegalStateException before this has started
     */
    public Context context(int lane) {
        return lanes[lane].laneContext();
    }
}
