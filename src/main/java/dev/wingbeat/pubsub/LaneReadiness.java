package dev.wingbeat.pubsub;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.WingbeatException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Knows which nodes have reached this one through which lanes, by the same path that broadcasts take. A node is ready once
 * every other member has got through on every lane; members that join later are asked too.
 *
 * <p>Lanes report from their own contexts, so the table is concurrent; {@link #tick} is called from one timer.
 */
final class LaneReadiness {

    private record Reached(String node, int lane) {}

    private static final System.Logger LOGGER = System.getLogger(LaneReadiness.class.getName());

    /** Ticks after which a lane that still hears nothing from a member is registered anew. */
    private static final int DEAF_TICKS = 50;

    private final Supplier<Set<String>> otherNodes;
    private final Set<Reached> reached = ConcurrentHashMap.newKeySet();
    private final Promise<Void> ready = Promise.promise();
    private int ticksDeaf;

    LaneReadiness(Supplier<Set<String>> otherNodes) {
        this.otherNodes = otherNodes;
    }

    /** Completes when the node is ready for the first time; fails when another node has another number of lanes. */
    Future<Void> ready() {
        return ready.future();
    }

    /** Fails {@link #ready}, if nothing has come of it yet. */
    void stopWaiting(WingbeatException reason) {
        var unused = ready.tryFail(reason);
    }

    /** Takes the hello of a node on a lane, and answers it on the same lane. */
    void greeted(String node, int lanes, Lane lane) {
        if (lanes != TopicAddress.LANES) {
            String text = "node " + node + " has " + lanes + " lanes (expected: " + TopicAddress.LANES + " as here)";
            LOGGER.log(ERROR, text);
            ready.tryFail(text);
        } else {
            lane.send(new LaneItem.Probe(node));
        }
    }

    /** Takes the answer of a node to this node's hello on a lane. */
    void probed(String node, int lane) {
        reached.add(new Reached(node, lane));
    }

    /** Forgets a node that has left, or all of them when the cluster has merged and nothing is certain. */
    void forget(String node) {
        reached.removeIf(entry -> entry.node.equals(node));
    }

    void forgetAll() {
        reached.clear();
    }

    /** Names the members that have not reached this node on every lane. */
    Set<String> unreached() {
        return otherNodes.get().stream()
                .filter(node -> IntStream.range(0, TopicAddress.LANES)
                        .anyMatch(lane -> !reached.contains(new Reached(node, lane))))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Says hello on the lanes that have not been reached by every member. */
    void tick(Lane[] lanes) {
        Set<String> others = otherNodes.get();
        int[] unreached = IntStream.range(0, lanes.length)
                .filter(lane -> others.stream().anyMatch(node -> !reached.contains(new Reached(node, lane))))
                .toArray();
        if (unreached.length == 0) {
            ticksDeaf = 0;
            if (ready.tryComplete() && !others.isEmpty()) {
                LOGGER.log(INFO, () -> "reached through all lanes by " + others.size() + " other nodes");
            }
            return;
        }
        ticksDeaf++;
        for (int lane : unreached) {
            if (ticksDeaf % DEAF_TICKS == 0) {
                LOGGER.log(WARNING, () -> "lane " + lane + " hears not all members, registering it anew");
                lanes[lane].reregister();
            }
            lanes[lane].send(new LaneItem.Hello(lanes.length));
        }
    }
}
