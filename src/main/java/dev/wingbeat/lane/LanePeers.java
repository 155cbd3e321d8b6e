package dev.wingbeat.lane;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.Broadcast;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.trace.TraceContext;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The nodes that a lane sends to: the one place that decides who gets what. Confined to the lane's context.
 *
 * <p>Each node is sent its own copy, to an address of its own: what a dead or frozen node does to its connection then happens
 * to its copy alone. A publish to one address for all of them would end with the first connection that fails at once.
 */
final class LanePeers {

    private static final System.Logger LOGGER = System.getLogger(LanePeers.class.getName());

    private static final DeliveryOptions OPTIONS = new DeliveryOptions();

    /** Ticks after which a peer that is no hub is forgotten; long, since a hello may be ahead of what is known of hubs. */
    private static final int ABSENT_TICKS = 50;

    private final EventBus bus;
    private final EnvelopeHead head;
    private final LaneCounters counters;
    private final RateLimitedLog full = new RateLimitedLog(LOGGER, WARNING);
    private final Map<String, LanePeer> peers = new HashMap<>();

    LanePeers(EventBus bus, EnvelopeHead head, LaneCounters counters) {
        this.bus = bus;
        this.head = head;
        this.counters = counters;
    }

    /** Sends to these hubs from now on too, and no more to who has not been one for a while. */
    void hubs(Set<String> nodes) {
        nodes.forEach(this::meet);
        peers.entrySet()
                .removeIf(peer -> peer.getValue().countAbsentTick(nodes.contains(peer.getKey())) > ABSENT_TICKS);
    }

    /** Sends to a node from now on, known as a hub or not yet, and returns it. */
    LanePeer meet(String node) {
        LanePeer peer = peers.computeIfAbsent(node, this::newPeer);
        peer.met();
        return peer;
    }

    private LanePeer newPeer(String node) {
        return new LanePeer(node, bus.<Buffer>sender(LaneAddress.of(head.lane(), node), OPTIONS), head, counters, full);
    }

    /** Returns a node that is sent to, null when it is none. */
    @Nullable
    LanePeer get(String node) {
        return peers.get(node);
    }

    /** Sends no more to a node that has left. */
    void forget(String node) {
        peers.remove(node);
    }

    /**
     * Adds items to the envelopes of those who are to get them: a broadcast goes where its topic is wanted, all else to all.
     *
     * @param now later than any of them was made
     */
    int add(List<LaneItem> items, long now) {
        int bytes = 0;
        for (LaneItem item : items) {
            bytes += switch (item) {
                case LaneItem.Broadcasted(Broadcast broadcast) -> add(item, 1, topic(broadcast), now);
                case LaneItem.Traced(TraceContext trace, Broadcast broadcast)
                when allReadTraces() -> add(item, 2, topic(broadcast), now);
                case LaneItem.Traced(TraceContext trace, Broadcast broadcast) ->
                    add(new LaneItem.Broadcasted(broadcast), 1, topic(broadcast), now);
                default -> add(item, 1, 0, now);
            };
        }
        return bytes;
    }

    private boolean allReadTraces() {
        return peers.values().stream().allMatch(LanePeer::readsTraces);
    }

    /** Returns the hash of a broadcast's topic; 0 for a broadcast that all nodes get, whatever they want. */
    private static long topic(Broadcast broadcast) {
        return broadcast.event().equals(Events.DISCONNECT) ? 0 : TopicHash.of(broadcast.topic());
    }

    private int add(LaneItem item, int count, long topic, long now) {
        Buffer encoded = null;
        for (LanePeer peer : peers.values()) {
            if (topic != 0 && peer.interest().spares(topic, now)) {
                counters.spared();
                continue;
            }
            if (encoded == null) {
                encoded = EnvelopeCodec.encode(item);
            }
            peer.append(encoded, count);
        }
        return encoded == null ? 0 : encoded.length();
    }

    /** Sends what has been added. */
    void flush(long now) {
        peers.values().forEach(peer -> peer.flush(now));
    }

    /** Notes that all are told hello. */
    void greeted(long now) {
        peers.values().forEach(peer -> peer.greeted(now));
    }

    /** Lets time pass for what is known of the interests of all. */
    void tick() {
        peers.values().forEach(peer -> peer.interest().tick());
    }

    /** Returns the names of the nodes: a live view. */
    Set<String> names() {
        return Collections.unmodifiableSet(peers.keySet());
    }
}
