package dev.wingbeat.testkit;

import dev.wingbeat.protocol.Expect;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until a test moves it, for code that takes an {@link InstantSource}, such as that of tokens. May be used
 * from any thread.
 */
public final class TestClock implements InstantSource {

    private final AtomicReference<Instant> now;

    private TestClock(Instant now) {
        this.now = new AtomicReference<>(now);
    }

    /** Makes a clock that shows this time. */
    public static TestClock at(Instant now) {
        return new TestClock(now);
    }

    /** Makes a clock that shows midnight of the first of January 2030, in Greenwich. */
    public static TestClock create() {
        return at(Instant.parse("2030-01-01T00:00:00Z"));
    }

    /** Moves it on. */
    public void advance(Duration by) {
        Expect.notNegative("by", by);
        now.updateAndGet(before -> before.plus(by));
    }

    @Override
    public Instant instant() {
        return now.get();
    }
}
