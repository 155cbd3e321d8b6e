package dev.wingbeat.tracker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.wingbeat.conformance.Proves;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Periods that cannot work are refused where they are written down. */
final class TrackerConfigTest {

    private static final TrackerConfig CONFIG = TrackerConfig.DEFAULT;

    @Test
    @Proves("TRK-10")
    void periodsThatCannotWorkAreRefused() {
        assertRefused(
                "heartbeat: PT0S (expected: 1 ms to PT5S)",
                () -> new TrackerConfig(Duration.ZERO, CONFIG.downPeriod(), CONFIG.permdownPeriod()));
        assertRefused(
                "heartbeat: PT5.001S (expected: 1 ms to PT5S)",
                () -> new TrackerConfig(Duration.ofMillis(5_001), CONFIG.downPeriod(), CONFIG.permdownPeriod()));
        assertRefused(
                "downPeriod: PT0.9S (expected: >= heartbeat PT1S)",
                () -> new TrackerConfig(CONFIG.heartbeat(), Duration.ofMillis(900), CONFIG.permdownPeriod()));
        assertRefused(
                "permdownPeriod: PT2S (expected: > downPeriod PT2S)",
                () -> new TrackerConfig(CONFIG.heartbeat(), CONFIG.downPeriod(), Duration.ofSeconds(2)));
    }

    private static void assertRefused(String text, org.junit.jupiter.api.function.Executable change) {
        assertEquals(text, assertThrows(IllegalArgumentException.class, change).getMessage());
    }

    @Test
    void periodsAtTheirLimitsAreTaken() {
        var second = Duration.ofSeconds(1);
        var config = new TrackerConfig(second, second, second.plusMillis(1));
        assertEquals(second, config.downPeriod());
    }
}
