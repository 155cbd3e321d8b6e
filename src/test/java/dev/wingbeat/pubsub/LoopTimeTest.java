package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How time passes on a loop: the clock below it is the test's. */
class LoopTimeTest {

    private long nanos =
            Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1); // the clock of the JVM may begin anywhere, and wrap
    private final LoopTime time = new LoopTime(() -> nanos);
    private final long began = time.now();

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private long millis() {
        return TimeUnit.NANOSECONDS.toMillis(time.now() - began);
    }

    @Test
    void passesAsTheClockDoesWhileTheLoopTurns() {
        pass(100);
        assertEquals(100, millis());
        for (long i = 1; i <= 8; i++) {
            assertTrue(time.tick());
            assertEquals(100 + (i - 1) * 250, millis());
            pass(250);
            assertEquals(100 + i * 250, millis());
        }
    }

    @Test
    void standstillIsNoTime() {
        assertTrue(time.tick());
        pass(8_000);
        assertEquals(500, millis(), "before the tick that notices");
        assertFalse(time.tick(), "the sockets are to be read first");
        assertEquals(500, millis());
        pass(250);
        assertTrue(time.tick());
        assertEquals(750, millis());
    }

    @Test
    void standstillBeforeTheFirstTickIsNoTimeEither() {
        pass(8_000);
        assertEquals(500, millis());
        assertFalse(time.tick(), "the sockets are to be read first");
        assertEquals(500, millis());
    }

    @Test
    void loopThatIsAlwaysLateJudgesAtEverySecondTick() {
        assertTrue(time.tick());
        for (long i = 1; i <= 3; i++) {
            pass(2_000);
            assertFalse(time.tick());
            pass(2_000);
            assertTrue(time.tick());
            assertEquals(i * 1_000, millis());
        }
    }

    @Test
    void timeNeverGoesBack() {
        long last = began;
        for (int i = 0; i < 1_000; i++) {
            pass(i * 37L % 1_500);
            assertTrue(time.now() - last >= 0);
            last = time.now();
            if (i % 3 == 0) {
                var unused = time.tick();
                assertEquals(last, time.now());
            }
        }
    }
}
