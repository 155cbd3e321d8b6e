package dev.wingbeat.lane;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Knows since when lanes are registered anew without success. Registrations are entries of the cluster manager: when they cannot be made
 * for so long, although the cluster has other members, it has lost this node without telling it, and only a restart helps.
 *
 * <p>Times are those of {@link System#nanoTime}. May be used from any thread.
 */
final class LaneRenewals {

    /** The time after which a lane is stuck: longer than a member that is frozen, or cut off, is a member. */
    static final long STUCK = Duration.ofSeconds(60).toNanos();

    private final Map<Integer, Long> since = new ConcurrentHashMap<>();

    /** Records that a lane begins to be registered. */
    void begun(int lane, long now) {
        since.putIfAbsent(lane, now);
    }

    /** Records that a lane is registered. */
    void done(int lane) {
        since.remove(lane);
    }

    /**
     * Forgets the lanes that need no registration any more, and a time in which this node stood still: the cluster could not answer in it.
     *
     * @param pause in nanoseconds, 0 for none
     */
    void look(Set<Integer> silent, long pause) {
        since.keySet().retainAll(silent);
        if (pause > 0) {
            since.replaceAll((lane, at) -> at + pause);
        }
    }

    /** Returns the lanes that are stuck. */
    Set<Integer> stuck(long now) {
        var stuck = new TreeSet<Integer>();
        since.forEach((lane, at) -> {
            if (now - at > STUCK) {
                stuck.add(lane);
            }
        });
        return stuck;
    }
}
