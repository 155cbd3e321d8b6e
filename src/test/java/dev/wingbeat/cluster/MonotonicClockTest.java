package dev.wingbeat.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.hazelcast.internal.util.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MonotonicClockTest {

    @Test
    void stepsOfTheWallClockAreNotTaken() {
        var wall = new AtomicLong(1_000_000);
        var nanos = new AtomicLong(Long.MAX_VALUE - 1);
        var clock = new MonotonicClock(wall::get, nanos::get);
        assertEquals(1_000_000, clock.currentTimeMillis());
        wall.addAndGet(8_000);
        assertEquals(1_000_000, clock.currentTimeMillis());
        nanos.addAndGet(1_500_000_000);
        assertEquals(1_001_500, clock.currentTimeMillis());
        wall.addAndGet(-60_000);
        assertEquals(1_001_500, clock.currentTimeMillis());
    }

    @Test
    void hazelcastGoesByIt() throws ReflectiveOperationException {
        HazelcastConfig.of(new ClusterOptions());
        var field = Clock.class.getDeclaredField("CLOCK");
        field.setAccessible(true);
        assertInstanceOf(MonotonicClock.class, field.get(null));
    }
}
