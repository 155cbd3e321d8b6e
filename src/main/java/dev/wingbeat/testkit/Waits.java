package dev.wingbeat.testkit;

import java.time.Duration;

/** How long assertions wait: {@code arrival} for what must come, which ends the wait, {@code absence} for what must not. */
record Waits(Duration arrival, Duration absence) {

    static final Waits DEFAULT = new Waits(Duration.ofSeconds(5), Duration.ofMillis(100));
}
