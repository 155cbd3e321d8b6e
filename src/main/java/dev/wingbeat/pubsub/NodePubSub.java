package dev.wingbeat.pubsub;

import static java.util.Objects.requireNonNull;

import dev.wingbeat.lane.Lanes;
import dev.wingbeat.metrics.Metrics;
import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.trace.BroadcastTraces;
import dev.wingbeat.trace.TraceContext;
import dev.wingbeat.trace.TraceSpan;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The PubSub of one node: its own subscribers are served directly, the other nodes through its {@link Lanes}. Internal seam; may
 * be used from any thread.
 */
public final class NodePubSub implements PubSub {

    private final Vertx vertx;
    private final Metrics metrics = new Metrics();
    private final Lanes lanes;
    private final LocalSubscriptions subscriptions;
    private volatile @Nullable Consumer<Broadcast> tap;
    private @Nullable BroadcastTraces traces;

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
        this.lanes = new Lanes(vertx, nodeName, otherNodes, this::receive);
        this.subscriptions = new LocalSubscriptions(lanes);
    }

    /** Returns the lanes to the other nodes; other nodes are heard while these run. */
    public Lanes lanes() {
        return lanes;
    }

    /** Returns the metrics of this node. */
    public Metrics metrics() {
        return metrics;
    }

    /** Returns how many topics clients of this node have joined. */
    public int joinedTopics() {
        return subscriptions.joinedTopicCount();
    }

    /** Returns the topics that somebody on this node is subscribed to: a live view. */
    public Set<String> topics() {
        return subscriptions.topics();
    }

    /**
     * Makes the loop of the calling event-loop context; to be called once for each, from its own thread.
     *
     * @param nextTurn runs a task on the context when the loop's sockets have had their turn
     */
    public Loop newLoop(Context context, Executor nextTurn) {
        return new Loop(subscriptions, metrics, context, nextTurn);
    }

    /** Sets the recorder of the spans of broadcasts; null, as at first, for none. To be called before the lanes start. */
    public void trace(@Nullable BroadcastTraces traces) {
        this.traces = traces;
        subscriptions.trace(traces);
    }

    /** Sets a viewer of each broadcast that is made here, on the thread that makes it; null, as at first, for none. */
    public void tap(@Nullable Consumer<Broadcast> tap) {
        this.tap = tap;
    }

    private void show(Broadcast broadcast) {
        Consumer<Broadcast> shown = tap;
        if (shown != null) {
            shown.accept(broadcast);
        }
    }

    @Override
    public void broadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
        show(broadcast);
        TraceSpan span = traces == null ? null : traces.broadcast(broadcast.topic());
        if (span == null) {
            lanes.broadcast(broadcast, null);
            subscriptions.dispatch(broadcast, from);
        } else {
            TraceContext trace = span.context();
            lanes.broadcast(broadcast, trace);
            span.set("wingbeat.bytes", broadcast.payload().length());
            span.end();
            subscriptions.dispatchTraced(broadcast, from, trace);
        }
    }

    private void receive(Broadcast broadcast, @Nullable TraceContext trace) {
        subscriptions.dispatchFromPeer(broadcast, trace);
    }

    @Override
    public void localBroadcastFrom(@Nullable Subscriber from, Broadcast broadcast) {
        show(broadcast);
        subscriptions.dispatch(broadcast, from);
    }

    @Override
    public void directBroadcast(String node, Broadcast broadcast) {
        show(broadcast);
        lanes.broadcastTo(node, broadcast);
    }

    @Override
    public Subscription subscribe(String topic, Handler<Broadcast> handler) {
        requireNonNull(topic, "topic: null (expected: a name)");
        return subscriptions.subscribe(topic, vertx.getOrCreateContext(), handler);
    }

    @Override
    public String nodeName() {
        return lanes.nodeName();
    }
}
