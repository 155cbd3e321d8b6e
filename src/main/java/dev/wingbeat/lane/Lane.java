package dev.wingbeat.lane;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.LogText;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.trace.TraceContext;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One lane of one node: sends what its node broadcasts on the lane's topics, and hands over what the other nodes send. Its
 * inbox, its peers and the sequence numbers are confined to its context; {@link #send} may be called from any thread.
 */
final class Lane extends VerticleBase {

    private static final System.Logger LOGGER = System.getLogger(Lane.class.getName());

    private final int number;
    private final String nodeName;
    private final LaneReadiness readiness;
    private final LaneCounters counters;
    private final GossipHandlers gossips;
    private final BroadcastReceiver broadcasts;
    private final RateLimitedLog unreadable = new RateLimitedLog(LOGGER, WARNING);
    private final RateLimitedLog gap = new RateLimitedLog(LOGGER, WARNING);
    private final LaneSequences sequences = new LaneSequences();
    private final LanePeers peers;
    private final LaneInterest interest = new LaneInterest(this::sendTo);
    private List<RenewableConsumer> consumers = List.of();
    private volatile @Nullable LaneOutbox outbox;
    private volatile LongConsumer roundTrips = nanos -> {};
    private boolean unknownVersionSeen;

    /**
     * Makes a lane of a node.
     *
     * @param broadcasts gets what the other nodes broadcast, on the lane's context
     */
    Lane(
            int number,
            String nodeName,
            EventBus bus,
            LaneReadiness readiness,
            LaneCounters counters,
            GossipHandlers gossips,
            BroadcastReceiver broadcasts) {
        this.number = number;
        this.nodeName = nodeName;
        this.readiness = readiness;
        this.counters = counters;
        this.gossips = gossips;
        this.broadcasts = broadcasts;
        this.peers = new LanePeers(bus, new EnvelopeHead(nodeName, System.currentTimeMillis(), number), counters);
    }

    @Override
    public Future<?> start() {
        context.exceptionHandler(new UncaughtOnLane(vertx));
        outbox = new LaneOutbox(context, peers);
        interest.start(context);
        consumers = Stream.of(LaneAddress.of(number), LaneAddress.of(number, nodeName))
                .map(address -> new RenewableConsumer(vertx.eventBus(), address, this::receive))
                .toList();
        return Future.join(consumers.stream().map(RenewableConsumer::start).toList());
    }

    @Override
    public Future<?> stop() {
        interest.stop();
        return Future.join(consumers.stream().map(RenewableConsumer::stop).toList());
    }

    /** Returns its number. */
    int number() {
        return number;
    }

    /** Sends an item to the same lane of all other nodes. */
    void send(LaneItem item) {
        LaneOutbox started = outbox;
        if (started != null) {
            started.add(item);
        }
    }

    /** Sends an item to the same lane of one other node; from the lane's context. */
    void sendTo(String node, LaneItem item) {
        LaneOutbox started = outbox;
        if (started != null) {
            started.sendTo(node, item);
        }
    }

    /**
     * Returns the context that the lane is confined to.
     *
     * @throws IllegalStateException before it has started
     */
    Context laneContext() {
        if (outbox == null) {
            throw new IllegalStateException("lane " + number + " (expected: to have started)");
        }
        return context;
    }

    /** Completes when everything that was sent before has been handed to the event bus. */
    Future<Void> flushed() {
        LaneOutbox started = outbox;
        return started == null ? Future.succeededFuture() : started.flushed();
    }

    /** Registers the consumers anew, because the other nodes do not seem to know of them; completes when the cluster has taken it. */
    Future<?> reregister() {
        counters.reregistered();
        Promise<Void> registered = Promise.promise();
        context.runOnContext(ignored -> Future.join(
                        consumers.stream().map(RenewableConsumer::renew).toList())
                .<Void>mapEmpty()
                .onComplete(registered));
        return registered.future();
    }

    /** Sends a hello to all other nodes, with what this one can read. */
    void hello(int lanes) {
        long now = System.nanoTime();
        onContext(() -> peers.greeted(now));
        send(new LaneItem.Hello(lanes));
        send(new LaneItem.Features(LaneFeatures.ALL));
    }

    /** Hands over, on the lane's context, how many nanoseconds each answer to a hello has taken. */
    void onRoundTrip(LongConsumer recorder) {
        roundTrips = recorder;
    }

    /** Returns the topics of this lane that the node wants. */
    LaneInterest interest() {
        return interest;
    }

    /** Updates the other hubs; to be called from time to time. */
    void tick(Set<String> others) {
        onContext(() -> {
            peers.hubs(others);
            sequences.retain(peers.names());
            peers.tick();
            interest.tick();
        });
    }

    /** Forgets a node that has left: what it has sent, and that it was sent something. */
    void forget(String node) {
        onContext(() -> {
            sequences.forget(node);
            peers.forget(node);
            interest.forget(node);
        });
    }

    private void onContext(Runnable task) {
        if (outbox != null) {
            context.runOnContext(ignored -> task.run());
        }
    }

    /** Receives whatever the bus has for the lane: it may come from anybody, so what cannot be read is counted, and told rarely. */
    private void receive(Message<Object> message) {
        try {
            switch (message.body()) {
                case Buffer envelope -> open(envelope);
                case JsonObject plain -> broadcasts.receive(PlainBroadcast.read(plain), null);
                case null, default ->
                    throw new IllegalArgumentException(
                            "no broadcast (expected: a JSON object with topic, event and payload)");
            }
        } catch (RuntimeException e) {
            reject(1, () -> LogText.of(e));
        }
    }

    private void reject(int items, Supplier<String> problem) {
        counters.rejected(items);
        unreadable.log(() -> "a message on lane " + number + " cannot be read: " + problem.get());
    }

    private void open(Buffer buffer) {
        Envelope envelope = EnvelopeCodec.decode(buffer);
        if (envelope == null) {
            counters.rejected(1);
            if (!unknownVersionSeen) {
                unknownVersionSeen = true;
                LOGGER.log(
                        WARNING,
                        "ignoring envelopes of version " + buffer.getByte(0) + " (expected: " + EnvelopeCodec.VERSION
                                + ")");
            }
            return;
        }
        counters.received(envelope.items().size(), buffer.length());
        if (envelope.rejected() > 0) {
            reject(envelope.rejected(), () -> envelope.rejected() + " items of " + LogText.of(envelope.origin()));
        }
        sequences.received(envelope, missing -> interrupted(envelope.origin(), missing));
        TraceContext trace = null;
        for (LaneItem item : envelope.items()) {
            if (item instanceof LaneItem.Broadcasted(Broadcast broadcast)) {
                receive(broadcast, trace);
            } else {
                take(item, envelope.origin());
            }
            trace = item instanceof LaneItem.Trace(TraceContext context) ? context : null;
        }
    }

    private void interrupted(String origin, long missing) {
        LanePeer peer = peers.get(origin);
        if (peer != null) {
            peer.interest().interrupted();
        }
        if (missing > 0) {
            counters.lost(missing);
            gap.log(() -> missing + " items of " + origin + " were lost on lane " + number);
            gossips.lost(number, origin);
        }
    }

    private void take(LaneItem item, String origin) {
        switch (item) {
            case LaneItem.Broadcasted(Broadcast broadcast) -> receive(broadcast, null);
            case LaneItem.Traced(TraceContext trace, Broadcast broadcast) -> receive(broadcast, trace);
            case LaneItem.Trace before -> {}
            case LaneItem.Hello(int lanes) -> {
                peers.meet(origin); // from here on it misses nothing: its readiness waits for the answer
                readiness.greeted(origin, lanes, this);
            }
            case LaneItem.Probe(String node) -> {
                if (node.equals(nodeName)) {
                    readiness.probed(origin, number);
                    recordRoundTrip(peers.get(origin));
                }
            }
            case LaneItem.Features(long bits) -> peers.meet(origin).features(bits);
            case LaneItem.Gossiped gossiped -> gossips.gossip(number, origin, gossiped);
            case LaneItem.Interest told -> learn(told, origin);
        }
    }

    private void recordRoundTrip(@Nullable LanePeer peer) {
        long taken = peer == null ? 0 : peer.answered(System.nanoTime());
        if (taken > 0) {
            roundTrips.accept(taken);
        }
    }

    private void receive(Broadcast broadcast, @Nullable TraceContext trace) {
        counters.broadcastReceived();
        broadcasts.receive(broadcast, trace);
    }

    private void learn(LaneItem.Interest item, String origin) {
        LanePeer peer = peers.get(origin);
        if (peer != null) {
            interest.receive(origin, item);
            LaneItem answer = peer.interest().receive(item, System.nanoTime());
            if (answer != null) {
                sendTo(origin, answer);
            }
        }
    }
}
