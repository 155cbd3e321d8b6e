package dev.wingbeat.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TestClockTest {

    @Test
    void standsStillUntilItIsMoved() {
        var clock = TestClock.create();
        assertEquals(Instant.parse("2030-01-01T00:00:00Z"), clock.instant());
        clock.advance(Duration.ofHours(25));
        assertEquals(Instant.parse("2030-01-02T01:00:00Z"), clock.instant());
        assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofNanos(-1)));
    }
}
