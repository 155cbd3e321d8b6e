package dev.wingbeat.lane;

import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.RateLimitedLog;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

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
    private final int lane;
    private final LaneCounters counters;
    private final RateLimitedLog full = new RateLimitedLog(LOGGER, WARNING);
    private final Map<String, LanePeer> peers = new HashMap<>();

    LanePeers(EventBus bus, int lane, LaneCounters counters) {
        this.bus = bus;
        this.lane = lane;
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
        return new LanePeer(node, bus.<Buffer>sender(LaneAddress.of(lane, node), OPTIONS), counters, full);
    }

    /** Sends no more to a node that has left. */
    void forget(String node) {
        peers.remove(node);
    }

    /** Returns who gets the lane's next envelope: all of them. */
    Collection<LanePeer> recipients() {
        return peers.values();
    }

    /** Returns the names of the nodes: a live view. */
    Set<String> names() {
        return Collections.unmodifiableSet(peers.keySet());
    }
}
