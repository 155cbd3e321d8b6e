package dev.wingbeat.credential;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A wall clock that a test sets. */
public final class WallClock implements InstantSource {

    private volatile Instant now = Instant.EPOCH;

    @Override
    public Instant instant() {
        return now;
    }

    /** Lets time pass. */
    public void pass(Duration time) {
        now = now.plus(time);
    }

    /** Sets the seconds since 1970. */
    public void set(double seconds) {
        now = Instant.ofEpochMilli(Math.round(seconds * 1_000));
    }
}
