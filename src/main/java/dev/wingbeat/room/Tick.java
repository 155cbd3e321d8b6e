package dev.wingbeat.room;

import java.time.Duration;

/**
 * One step of a game.
 *
 * @param number counts from 1; it jumps when ticks had to be skipped
 * @param step the time that passes in the game, always one interval of the rate
 * @param lag how late the tick is
 */
public record Tick(long number, Duration step, Duration lag) {

    /** Returns the step in seconds. */
    public double seconds() {
        return step.toNanos() / 1e9;
    }
}
