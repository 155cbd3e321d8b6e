package dev.wingbeat.roomloop;

import static java.lang.System.Logger.Level.WARNING;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;

/** The share of its time that a room, or a loop of rooms, computes, over windows of five seconds. Internal seam; confined to the loop. */
public final class TickBudget {

    /** A room that computes half of the time leaves too little to the others of its loop. */
    public static final double OF_ROOM = 0.5;

    static final double OF_LOOP = 0.8;

    static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

    private static final double NANOS_PER_MILLI = 1e6;

    private static final System.Logger LOGGER = System.getLogger(TickBudget.class.getName());

    private final double most;
    private long since;
    private long taken;
    private long longest;
    private boolean over;

    /** The time that was added since the last look at the share. */
    private long recent;

    private long recentSince;

    /** The share of the last window. */
    private double share;

    private long slowest;

    /** The most by which ticks were late: in this window, and in the last one. */
    private long late;

    private long latest;

    /** Makes one of a share, at a time. */
    public TickBudget(double most, long now) {
        this.most = most;
        this.since = now;
        this.recentSince = now;
    }

    /** Adds the time that something took. */
    public void add(long took) {
        taken += took;
        recent += took;
        longest = Math.max(longest, took);
    }

    /** Ends the window when it is over; returns whether its share was too much, and that of the one before was not. */
    public boolean isOver(long now) {
        if (now - since < WINDOW_NANOS) {
            return false;
        }
        boolean before = over;
        share = taken / (double) (now - since);
        slowest = longest;
        latest = late;
        late = 0;
        over = share > most;
        since = now;
        taken = 0;
        longest = 0;
        return over && !before;
    }

    /** Returns the share since this was asked last. */
    double recently(long now) {
        double since = recent / (double) Math.max(1, now - recentSince);
        recent = 0;
        recentSince = now;
        return since;
    }

    /** Adds a tick of a room, in nanoseconds; warns when the room begins to take too much. */
    public void ticked(long took, long lag, long now, Object room) {
        add(took);
        late = Math.max(late, lag);
        if (isOver(now)) {
            warn("room " + room);
        }
    }

    /** Returns what the last window was like, for people. */
    public JsonObject json() {
        return new JsonObject()
                .put("share", share)
                .put("slowest_ms", slowest / NANOS_PER_MILLI)
                .put("late_ms", latest / NANOS_PER_MILLI);
    }

    /** Returns whether the last window's share was too much. */
    boolean wasOver() {
        return over;
    }

    /** Logs what the last window was like. */
    public void warn(String what) {
        LOGGER.log(WARNING, text(what));
    }

    String text(String what) {
        return String.format(
                Locale.ROOT,
                "%s has computed for %.0f %% of the last 5 s, %.1f ms at a time (expected: at most %.0f %%)",
                what,
                100 * share,
                slowest / NANOS_PER_MILLI,
                100 * most);
    }
}
