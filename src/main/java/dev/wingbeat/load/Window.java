package dev.wingbeat.load;

/** The time that is measured. Set by the thread of the run, read by all loops. Internal seam. */
public final class Window {

    private volatile long begin = Long.MAX_VALUE;
    private volatile long end = Long.MAX_VALUE;
    private final long zero;

    /** Makes a window that is not open, at a time from which stamps count. */
    public Window(long zero) {
        this.zero = zero;
    }

    /** Decides when it opens and closes, by {@link System#nanoTime()}. */
    public void set(long begin, long end) {
        this.end = end;
        this.begin = begin;
    }

    /** Returns whether a time is in the window. */
    boolean covers(long time) {
        return time - begin >= 0 && time - end < 0 && begin != Long.MAX_VALUE;
    }

    /** Returns what stands in a message for a time, always positive. */
    long stamp(long time) {
        return time - zero;
    }

    /** Returns the time that a message tells. */
    public long time(long stamp) {
        return stamp + zero;
    }
}
