package dev.wingbeat.management;

import dev.wingbeat.pubsub.LoopTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices event loops that turn no more, from a loop beside them. It goes by that loop's own time: when the whole process stands
 * still, no loop is late. Ticks on one thread; may be asked from any.
 *
 * <p>Internal seam.
 */
public final class LoopWatch {

    private final LoopTime time;
    private final List<Watched> loops = new CopyOnWriteArrayList<>();
    private volatile long silent;

    /** Makes a watch that goes by the time of the loop it ticks on. */
    public LoopWatch(LoopTime time) {
        this.time = time;
    }

    /** Watches a loop, which says when it has turned last. */
    public void add(LongSupplier lastTurn) {
        loops.add(new Watched(lastTurn));
    }

    /** Looks at the loops; to be called four times a second. */
    void tick() {
        time.tick();
        long now = time.now();
        long longest = 0;
        for (Watched loop : loops) {
            longest = Math.max(longest, loop.silentFor(now));
        }
        silent = longest;
    }

    /** Returns for how long a loop has not turned when that is more than the limit, else null. */
    @Nullable
    public String stuck(Duration limit) {
        long nanos = silent;
        return nanos > limit.toNanos()
                ? "an event loop has not turned for " + Duration.ofNanos(nanos).toSeconds() + " s"
                : null;
    }

    private static final class Watched {

        private final LongSupplier lastTurn;
        private long seen;
        private long since;

        Watched(LongSupplier lastTurn) {
            this.lastTurn = lastTurn;
        }

        long silentFor(long now) {
            long turn = lastTurn.getAsLong();
            if (turn != seen || since == 0) {
                seen = turn;
                since = now;
            }
            return now - since;
        }
    }
}
