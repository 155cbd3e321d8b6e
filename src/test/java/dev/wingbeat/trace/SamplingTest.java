package dev.wingbeat.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which traces are recorded, by a clock of the test. */
class SamplingTest {

    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofSeconds(1).toNanos());

    @Test
    void routesHaveAsManyASecondAsTheyMayEach() {
        var sampler = new RootSampler(new TraceOptions().oneIn(1).perSecond(3), nanos::get);
        for (int second = 0; second < 3; second++) {
            assertEquals(3, admitted(sampler, "room:*"));
            assertEquals(3, admitted(sampler, "lobby"));
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        }
    }

    private static long admitted(RootSampler sampler, String route) {
        return IntStream.range(0, 100).filter(one -> sampler.withinRate(route)).count();
    }

    @Test
    void oneInSoManyIsTaken() {
        var all = new RootSampler(new TraceOptions().oneIn(1), nanos::get);
        var few = new RootSampler(new TraceOptions().oneIn(100), nanos::get);
        assertEquals(
                1_000, IntStream.range(0, 1_000).filter(one -> all.chance()).count());
        long taken = IntStream.range(0, 1_000_000).filter(one -> few.chance()).count();
        assertTrue(taken > 9_000 && taken < 11_000, () -> taken + " (expected: about 10,000)");
    }

    @Test
    void idsAreTracedForAsLongAsWasAskedFor() {
        var always = new AlwaysTraced(nanos::get);
        assertFalse(always.contains("user:1"));
        always.add("user:1", Duration.ofMinutes(1));
        always.add("user:2", Duration.ofMinutes(2));
        assertTrue(always.contains("user:1"));
        assertFalse(always.contains(null));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertFalse(always.contains("user:1"));
        assertTrue(always.contains("user:2"));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertFalse(always.contains("user:2"));
    }

    @Test
    void idsAreFewAndTheirTimeIsShort() {
        var always = new AlwaysTraced(nanos::get);
        assertThrows(IllegalArgumentException.class, () -> always.add("a", Duration.ofMinutes(11)));
        assertThrows(IllegalArgumentException.class, () -> always.add("a", Duration.ZERO));
        for (int id = 0; id < 100; id++) {
            always.add("user:" + id, Duration.ofMinutes(1));
        }
        assertThrows(IllegalStateException.class, () -> always.add("one more", Duration.ofMinutes(1)));
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        always.add("one more", Duration.ofMinutes(1));
        assertTrue(always.contains("one more"));
    }
}
