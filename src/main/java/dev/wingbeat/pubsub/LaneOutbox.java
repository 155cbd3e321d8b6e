package dev.wingbeat.pubsub;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects what a node sends on one lane. Items may be added from any thread; they leave in that order, alone when there is
 * nothing else and in batches under load: whatever has come by the time the lane's context gets to it shares an envelope.
 *
 * <p>Each node is sent its own copy, to an address of its own: what a dead or frozen node does to its connection then happens
 * to its copy alone. A publish to one address for all of them would end with the first connection that fails at once.
 */
final class LaneOutbox {

    private static final System.Logger LOGGER = System.getLogger(LaneOutbox.class.getName());

    /** An envelope of this many bytes is not filled further. */
    private static final int FULL = 48 * 1024;

    private static final DeliveryOptions OPTIONS = new DeliveryOptions();

    /** Ticks after which a peer that is no hub is forgotten; long, since a hello may be ahead of what is known of hubs. */
    private static final int ABSENT_TICKS = 50;

    private final Vertx vertx;
    private final Context context;
    private final String origin;
    private final long generation;
    private final int lane;
    private final LaneCounters counters;
    private final RateLimitedLog full;

    /** Confined to the context. */
    private final Map<String, LanePeer> peers = new HashMap<>();

    private final Queue<LaneItem> items = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private long sequence;

    LaneOutbox(Vertx vertx, Context context, String origin, int lane, LaneCounters counters) {
        this.vertx = vertx;
        this.context = context;
        this.origin = origin;
        this.generation = System.currentTimeMillis();
        this.lane = lane;
        this.counters = counters;
        this.full = new RateLimitedLog(LOGGER, WARNING);
    }

    /**
     * Sends to these hubs from now on too, and no more to who has not been one for a while.
     *
     * @param known is told, on the context, to whom it sends
     */
    void hubs(Set<String> nodes, Consumer<Set<String>> known) {
        context.runOnContext(ignored -> {
            nodes.forEach(this::meet);
            peers.entrySet()
                    .removeIf(peer -> peer.getValue().countAbsentTick(nodes.contains(peer.getKey())) > ABSENT_TICKS);
            known.accept(peers.keySet());
        });
    }

    /** Sends to a node from now on, known as a hub or not yet. Only called on the context. */
    void meet(String node) {
        peers.computeIfAbsent(
                        node,
                        name -> new LanePeer(
                                name,
                                vertx.eventBus().<Buffer>sender(TopicAddress.ofLane(lane, name), OPTIONS),
                                counters,
                                full))
                .met();
    }

    /** Sends no more to a node that has left. */
    void forget(String node) {
        context.runOnContext(ignored -> peers.remove(node));
    }

    /** Sends an item with the lane's next envelope. */
    void add(LaneItem item) {
        items.add(item);
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> flush());
        }
    }

    /** Sends an item to one node only, at once, outside of the numbers. Only called on the context. */
    void sendTo(String node, LaneItem item) {
        meet(node);
        LanePeer peer = peers.get(node);
        if (peer != null) {
            Buffer envelope = EnvelopeCodec.begin(origin, generation, lane, EnvelopeCodec.UNNUMBERED);
            EnvelopeCodec.append(envelope, item);
            peer.send(envelope, 1);
        }
    }

    /** Completes when the items added before have been handed to the event bus. */
    Future<Void> flushed() {
        Promise<Void> flushed = Promise.promise();
        context.runOnContext(ignored -> {
            flush();
            flushed.complete();
        });
        return flushed.future();
    }

    /** Sends one envelope, and comes back for the rest when everything did not fit. */
    private void flush() {
        scheduled.set(false);
        Buffer envelope = null;
        long first = sequence;
        @Nullable LaneItem item;
        while ((envelope == null || envelope.length() < FULL) && (item = items.poll()) != null) {
            if (envelope == null) {
                envelope = EnvelopeCodec.begin(origin, generation, lane, first);
            }
            EnvelopeCodec.append(envelope, item);
            sequence++;
        }
        if (envelope != null) {
            for (LanePeer peer : peers.values()) {
                peer.send(envelope, (int) (sequence - first));
            }
        }
        if (!items.isEmpty() && scheduled.compareAndSet(false, true)) {
            context.runOnContext(ignored -> flush());
        }
    }
}
