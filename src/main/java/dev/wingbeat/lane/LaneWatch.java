package dev.wingbeat.lane;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Notices when a hub does not get through to this node any more on a lane. Every hub says hello on every lane every two
 * seconds; one that is silent on a lane is asked whether it lives, by another way. If it does, or if nobody at all is heard on the lane,
 * the fault is on this side.
 *
 * <p>Lanes report from their own contexts; {@link #tick} is called from one timer. Times are those of {@link System#nanoTime}.
 */
final class LaneWatch {

    /** Silence after which a hub is asked whether it lives, and a lane registered anew. */
    static final long SUSPICIOUS = Duration.ofSeconds(6).toNanos();

    /** Silence after which this node is not ready: longer than a frozen node is a member. */
    static final long SILENT = Duration.ofSeconds(12).toNanos();

    /** A pause of this node's own between two ticks: nobody could be heard in it. */
    private static final long STANDSTILL = Duration.ofSeconds(2).toNanos();

    private final int lanes;

    /** When each node was last heard on each lane. */
    private final Map<String, AtomicLongArray> heard = new ConcurrentHashMap<>();

    private final Map<String, Long> alive = new ConcurrentHashMap<>();
    private Set<String> hubs = Set.of();
    private long now;
    private boolean ticked;
    private volatile Map<String, Set<Integer>> lost = Map.of();

    LaneWatch(int lanes) {
        this.lanes = lanes;
    }

    /** Records that a node was heard on a lane. */
    void heard(String node, int lane, long at) {
        since(node, at).set(lane, at);
    }

    /** Records that a node lives, whether it is heard on the lanes or not. */
    void alive(String node, long at) {
        alive.put(node, at);
    }

    /** Forgets what it has heard, after the end of a split: the time of each begins anew. */
    void forgetAll() {
        heard.clear();
    }

    /** Updates the time and the other hubs. Returns for how long this node stood still before, in nanoseconds; 0 if it did not. */
    long tick(long time, Set<String> others) {
        long passed = ticked ? time - now : 0;
        long pause = passed > STANDSTILL ? passed : 0;
        if (pause > 0) {
            heard.values().forEach(times -> IntStream.range(0, lanes).forEach(lane -> times.addAndGet(lane, pause)));
        }
        ticked = true;
        now = time;
        hubs = others;
        heard.keySet().retainAll(others);
        alive.keySet().retainAll(others);
        for (String hub : others) {
            var unused = since(hub, time);
        }
        lost = silentHubs(SILENT);
        return pause;
    }

    /** Returns the hubs that have been silent on a lane for long enough to be asked whether they live. */
    Set<String> suspects() {
        return hubs.stream()
                .filter(hub -> !silentLanes(hub, SUSPICIOUS).isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the lanes to be registered anew, with those who are not heard on them. */
    Map<Integer, Set<String>> lanesToRegister() {
        var byLane = new TreeMap<Integer, Set<String>>();
        silentHubs(SUSPICIOUS)
                .forEach((hub, silent) -> silent.forEach(lane ->
                        byLane.computeIfAbsent(lane, first -> new TreeSet<>()).add(hub)));
        return byLane;
    }

    /** Returns who has not got through to this node for too long, and on which lanes. May be called from any thread. */
    Map<String, Set<Integer>> lost() {
        return lost;
    }

    /** Returns when a node was heard on each lane: now, if it has never been. */
    private AtomicLongArray since(String node, long at) {
        AtomicLongArray known = heard.get(node);
        return known != null
                ? known
                : heard.computeIfAbsent(node, unheard -> {
                    var times = new AtomicLongArray(lanes);
                    IntStream.range(0, lanes).forEach(lane -> times.set(lane, at));
                    return times;
                });
    }

    private Map<String, Set<Integer>> silentHubs(long limit) {
        var silent = new TreeMap<String, Set<Integer>>();
        for (String hub : hubs) {
            Set<Integer> on = silentLanes(hub, limit);
            if (!on.isEmpty()) {
                silent.put(hub, on);
            }
        }
        if (silent.isEmpty()) {
            return Map.of(); // as nearly always
        }
        var silentHubs = new TreeMap<String, Set<Integer>>();
        silent.forEach((hub, on) -> {
            var own = new TreeSet<Integer>();
            for (int lane : on) {
                if (lives(hub) || isNobodyHeardOn(lane, silent)) {
                    own.add(lane);
                }
            }
            if (!own.isEmpty()) {
                silentHubs.put(hub, own);
            }
        });
        return silentHubs;
    }

    private boolean isNobodyHeardOn(int lane, Map<String, Set<Integer>> silent) {
        return silent.size() == hubs.size()
                && silent.values().stream().allMatch(lanesOfAHub -> lanesOfAHub.contains(lane));
    }

    /** Returns the lanes on which a hub is silent. */
    private Set<Integer> silentLanes(String hub, long limit) {
        Set<Integer> silent = Set.of();
        AtomicLongArray times = heard.get(hub);
        for (int lane = 0; times != null && lane < lanes; lane++) {
            if (now - times.get(lane) > limit) {
                silent = silent.isEmpty() ? new TreeSet<>() : silent;
                silent.add(lane);
            }
        }
        return silent;
    }

    private boolean lives(String hub) {
        Long at = alive.get(hub);
        return at != null && now - at <= SUSPICIOUS;
    }
}
