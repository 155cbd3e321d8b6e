package dev.wingbeat.lane;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.wingbeat.protocol.RateLimitedLog;
import dev.wingbeat.protocol.WingbeatException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Knows which hubs reach this node through which lanes, by the same path that broadcasts take. A node becomes ready once every
 * other hub has answered on every lane; hubs that come later are asked too. From then on {@link LaneWatch} knows who is still
 * heard.
 *
 * <p>Lanes report from their own contexts, so the table is concurrent; {@code tick} is called from one timer. Internal seam.
 */
public final class LaneReadiness {

    private static final System.Logger LOGGER = System.getLogger(LaneReadiness.class.getName());

    /** Ticks from one hello on each lane to the next: two seconds. */
    private static final int HELLO_TICKS = 10;

    /** A bit for each lane. */
    private static final long ALL = -1L >>> (Long.SIZE - LaneAddress.LANES);

    private final Supplier<Set<String>> hubs;
    private final Consumer<String> greeted;

    /** The lanes through which each node has answered, a bit for each. */
    private final Map<String, Long> reached = new ConcurrentHashMap<>();

    private final LaneWatch watch = new LaneWatch(LaneAddress.LANES);
    private final RateLimitedLog otherLanes = new RateLimitedLog(LOGGER, ERROR);
    private final Promise<Void> ready = Promise.promise();
    private final Map<Integer, Long> renewedAt = new HashMap<>();
    private final LaneRenewals renewals = new LaneRenewals();
    private final RateLimitedLog lost = new RateLimitedLog(LOGGER, ERROR);
    private int ticks;

    /** Makes the table; {@code hubs} tells the names of the other hubs, again and again, and must not block. */
    LaneReadiness(Supplier<Set<String>> hubs) {
        this(hubs, node -> {});
    }

    /** Makes the table; {@code greeted} learns who has said hello: a hub, known as one or not yet. */
    LaneReadiness(Supplier<Set<String>> hubs, Consumer<String> greeted) {
        this.hubs = hubs;
        this.greeted = greeted;
    }

    /**
     * Completes when every other hub has reached this node through every lane, at once without a cluster. Fails when a hub has
     * another number of lanes.
     */
    public Future<Void> ready() {
        return ready.future();
    }

    /** Fails {@link #ready}, if nothing has come of it yet: there is no reason to wait any longer. */
    public void stopWaiting(WingbeatException reason) {
        var unused = ready.tryFail(reason);
    }

    /** Answers the hello of a node on a lane, on the same lane; on the lane's context. */
    void greeted(String node, int lanes, Lane lane) {
        if (lanes != LaneAddress.LANES) {
            String text = "node " + node + " has " + lanes + " lanes (expected: " + LaneAddress.LANES + " as here)";
            otherLanes.log(() -> text);
            ready.tryFail(text);
        } else {
            watch.heard(node, lane.number(), System.nanoTime());
            greeted.accept(node);
            lane.sendTo(node, new LaneItem.Probe(node));
        }
    }

    /** Records the answer of a node to this node's hello on a lane. */
    void probed(String node, int lane) {
        reached.merge(node, 1L << lane, (before, bit) -> before | bit);
    }

    /** Records that a node lives, although it may not be heard on the lanes. */
    void alive(String node) {
        watch.alive(node, System.nanoTime());
    }

    /** Forgets a node that has left, or all of them when the cluster has merged and nothing is certain. */
    void forget(String node) {
        reached.remove(node);
    }

    void forgetAll() {
        reached.clear();
        watch.forgetAll();
    }

    /** Names the hubs that have not answered this node on every lane. */
    public Set<String> unreached() {
        return hubs.get().stream()
                .filter(node -> reached.getOrDefault(node, 0L) != ALL)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the lanes on which all of these have answered, a bit for each. */
    private long reachedBy(Set<String> nodes) {
        long lanes = ALL;
        for (String node : nodes) {
            lanes &= reached.getOrDefault(node, 0L);
        }
        return lanes;
    }

    /** Returns the hubs that have not got through to this node for a while, though they should, and on which lanes. */
    public Map<String, Set<Integer>> lost() {
        return watch.lost();
    }

    /** Returns the lanes on which this node has not been able to register for a minute: it does not come back by itself. */
    public Set<Integer> stuck() {
        return renewals.stuck(System.nanoTime());
    }

    /** Returns the hubs that are to be asked whether they live. */
    Set<String> suspects() {
        return watch.suspects();
    }

    /**
     * Sends hellos: on all lanes from time to time, at once on those on which a hub has not answered yet. Registers lanes anew
     * on which somebody is not heard any more; returns whether there was one.
     */
    boolean tick(long now, Lane[] lanes) {
        Set<String> others = hubs.get();
        long pause = watch.tick(now, others);
        boolean due = ticks++ % HELLO_TICKS == 0;
        long answered = reachedBy(others);
        for (Lane lane : lanes) {
            if ((due || (answered >> lane.number() & 1) == 0) && !others.isEmpty()) {
                lane.hello(lanes.length);
            }
        }
        if (answered == ALL && ready.tryComplete() && !others.isEmpty()) {
            LOGGER.log(INFO, () -> "all other nodes reach this one: " + others.size());
        }
        return renew(now, pause, lanes);
    }

    private boolean renew(long now, long pause, Lane[] lanes) {
        boolean renewed = false;
        Map<Integer, Set<String>> silentOnLanes = watch.lanesToRegister();
        renewals.look(silentOnLanes.keySet(), pause);
        for (Map.Entry<Integer, Set<String>> silent : silentOnLanes.entrySet()) {
            int lane = silent.getKey();
            Long last = renewedAt.get(lane);
            if (last == null || now - last >= LaneWatch.SUSPICIOUS) {
                renewedAt.put(lane, now);
                LOGGER.log(
                        WARNING,
                        () -> "lane " + lane + ": no hello of " + silent.getValue()
                                + ", registering its consumers again");
                renewals.begun(lane, now);
                var unused = lanes[lane].reregister().onSuccess(done -> renewals.done(lane));
                renewed = true;
            }
        }
        if (!renewals.stuck(now).isEmpty()) {
            lost.log(() ->
                    "the cluster has members, and has lost this node: its lanes cannot be registered. Restart it");
        }
        return renewed;
    }
}
