package dev.wingbeat;

import dev.wingbeat.lane.LaneReadiness;
import dev.wingbeat.management.Health;
import dev.wingbeat.management.LoopWatch;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The state of a node between its start and its end, and its health, which follows from it. May be used from any thread. */
final class NodeHealth implements Health {

    /** An event loop that has not turned for this long is given no more clients. */
    private static final Duration DELAYED = Duration.ofSeconds(5);

    /** An event loop that has not turned for this long is blocked for good. */
    private static final Duration STUCK = Duration.ofSeconds(30);

    private final LoopWatch loopWatch;
    private final LaneReadiness readiness;
    private volatile boolean serving;
    private volatile boolean draining;
    private volatile boolean stopping;
    private volatile boolean stopped;

    NodeHealth(LoopWatch loopWatch, LaneReadiness readiness) {
        this.loopWatch = loopWatch;
        this.readiness = readiness;
    }

    /** Notes that clients are let in. */
    void serves() {
        serving = true;
    }

    /** Notes that clients are sent away, whether or not the node is to stop. */
    void drains() {
        draining = true;
    }

    /** Notes that the node is to stop. */
    void stops() {
        stopping = true;
    }

    /** Notes that the node has stopped. */
    void ended() {
        stopped = true;
    }

    boolean isDraining() {
        return (stopping || draining) && !stopped;
    }

    @Override
    public @Nullable String notAlive() {
        Set<Integer> lost = readiness.stuck();
        return lost.isEmpty() ? loopWatch.stuck(STUCK) : "lost by the cluster: cannot register on lanes " + lost;
    }

    @Override
    public @Nullable String notStarted() {
        if (serving || stopping) {
            return null;
        }
        Set<String> unreached = readiness.unreached();
        return unreached.isEmpty() ? "starting" : "starting: not reached by " + unreached;
    }

    @Override
    public @Nullable String notReady() {
        if (stopping || draining) {
            return stopped ? "stopped" : "draining";
        }
        if (!serving) {
            return notStarted();
        }
        Map<String, Set<Integer>> lost = readiness.lost();
        return lost.isEmpty() ? loopWatch.stuck(DELAYED) : "not reached on lanes by node: " + lost;
    }
}
