package dev.wingbeat.pubsub;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The time of an event loop, by which it judges how long clients have been silent: {@link System#nanoTime()} less the times when
 * the loop itself stood still, because the process was stopped, its machine suspended, or a garbage collection took seconds. What
 * clients sent meanwhile waits in the sockets: it is no silence of theirs.
 *
 * <p>It has to tick; between two ticks no more time passes than a loop in good health takes from one to the next. Internal seam;
 * confined to the loop.
 */
public final class LoopTime {

    /** The most time that passes between two ticks, of which there should be four in a second. */
    static final long MAX_STEP = Duration.ofMillis(500).toNanos();

    private final LongSupplier nanoTime;
    private boolean late;
    private long tickedAt;
    private long time;

    /** Makes one of {@link System#nanoTime()} that begins now. */
    public LoopTime() {
        this(System::nanoTime);
    }

    /** Makes one that begins now. */
    public LoopTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.tickedAt = nanoTime.getAsLong();
        this.time = tickedAt;
    }

    /** Returns the time in nanoseconds, to be compared with others of this loop only. */
    public long now() {
        return time + Math.min(nanoTime.getAsLong() - tickedAt, MAX_STEP);
    }

    /**
     * Lets time pass. Returns false when the loop has stood still: it has to read what waits in its sockets before it judges
     * anybody. At the tick after that it may, late or not: a loop that is always late has read them.
     */
    public boolean tick() {
        long nanos = nanoTime.getAsLong();
        time = now();
        late = !late && nanos - tickedAt > MAX_STEP;
        tickedAt = nanos;
        return !late;
    }
}
