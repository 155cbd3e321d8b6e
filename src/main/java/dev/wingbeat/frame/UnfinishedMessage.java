package dev.wingbeat.frame;

/**
 * The time of a message that has begun and is not complete. What passes while its connection is not read is not the client's fault
 * and does not count, up to a bound: else a client that is always made to wait, as by a flood of pings, could hold its message
 * for ever. Times are those of the loop. Confined to it.
 */
final class UnfinishedMessage {

    private final long since;
    private final long maxExcused;
    private long excused;
    private long pausedAt;
    private boolean paused;

    /**
     * Begins now.
     *
     * @param maxExcused how much of the pauses does not count, in nanoseconds
     */
    UnfinishedMessage(long now, long maxExcused, boolean paused) {
        this.since = now;
        this.maxExcused = maxExcused;
        this.pausedAt = now;
        this.paused = paused;
    }

    /** Returns when it has begun, whatever came between. */
    long since() {
        return since;
    }

    /** Records that its connection is not read from now on. */
    void pause(long now) {
        pausedAt = now;
        paused = true;
    }

    /** Records that its connection is read again. */
    void resume(long now) {
        excused = excused(now);
        paused = false;
    }

    /** Returns for how many nanoseconds the client could have completed it. */
    long age(long now) {
        return now - since - Math.min(excused(now), maxExcused);
    }

    private long excused(long now) {
        return paused ? excused + now - pausedAt : excused;
    }
}
