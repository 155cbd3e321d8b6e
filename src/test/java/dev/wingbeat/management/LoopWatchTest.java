package dev.wingbeat.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.wingbeat.pubsub.LoopTime;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which event loops are taken to be blocked. */
class LoopWatchTest {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration TICK = Duration.ofMillis(250);

    private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - LIMIT.toNanos());
    private final AtomicLong lastTurn = new AtomicLong();
    private final LoopWatch watch = new LoopWatch(new LoopTime(nanoTime::get));

    private void tickAfter(Duration time) {
        nanoTime.addAndGet(time.toNanos());
        watch.tick();
    }

    private void watchFor(Duration time, boolean turning) {
        for (long i = time.dividedBy(TICK); i > 0; i--) {
            if (turning) {
                lastTurn.incrementAndGet();
            }
            tickAfter(TICK);
        }
    }

    @Test
    void loopThatDoesNotTurnForLongIsStuckUntilItTurns() {
        watch.add(() -> nanoTime.get());
        watch.add(lastTurn::get);
        watchFor(Duration.ofSeconds(60), true);
        watchFor(LIMIT, false);
        assertNull(watch.stuck(LIMIT));
        watchFor(TICK, false);
        assertEquals("an event loop has not turned for 5 s", watch.stuck(LIMIT));
        watchFor(TICK, true);
        assertNull(watch.stuck(LIMIT));
    }

    @Test
    void busyLoopThatTurnsNowAndThenIsNot() {
        watch.add(lastTurn::get);
        for (int i = 0; i < 20; i++) {
            watchFor(Duration.ofSeconds(4), false);
            assertNull(watch.stuck(LIMIT));
            lastTurn.incrementAndGet();
        }
    }

    @Test
    void standstillOfTheWholeProcessIsNoFaultOfALoop() {
        watch.add(lastTurn::get);
        watchFor(Duration.ofSeconds(1), true);
        tickAfter(Duration.ofMinutes(10));
        assertNull(watch.stuck(LIMIT));
    }
}
