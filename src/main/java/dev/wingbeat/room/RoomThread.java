package dev.wingbeat.room;

import dev.wingbeat.connection.TimerRef;

/** The thread that a room runs on, and its clock. Internal seam. */
public interface RoomThread {

    /** Returns whether the caller is on it. May be called from any thread. */
    boolean isCurrent();

    /** Runs a task on it, later, in the order of the calls of each thread. May be called from any thread. */
    void execute(Runnable task);

    /** Runs a task when {@link #nanoTime} has reached a time, or a little later. To be called on it. */
    TimerRef at(long nanoTime, Runnable task);

    /** Returns a monotonic time in nanoseconds. */
    long nanoTime();

    /** Returns the time of day in milliseconds. */
    long currentTimeMillis();
}
