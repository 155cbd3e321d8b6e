package dev.wingbeat.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = 1_000_000_000L;

    /** A bucket as it is usually written: tokens, filled by the time that has passed. */
    private static final class Model {
        private final double perSecond;
        private final double burst;
        private double tokens;
        private long at;

        Model(RateLimit limit, long now) {
            perSecond = limit.perSecond();
            burst = limit.burst();
            tokens = burst;
            at = now;
        }

        boolean take(long now, int count) {
            fill(now);
            boolean there = tokens >= count - 1e-6;
            tokens -= there ? count : 0;
            return there;
        }

        void charge(long now, int count) {
            fill(now);
            tokens -= count;
        }

        private void fill(long now) {
            tokens = Math.min(burst, tokens + perSecond * (now - at) / SECOND);
            at = now;
        }
    }

    /** Times that begin near the end of what a long can hold: those of the JVM may begin anywhere. */
    @Test
    void doesWhatABucketOfTokensDoes() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var limit = new RateLimit(1 << random.nextInt(12), 1 + random.nextInt(50));
            long now = Long.MAX_VALUE - random.nextLong(20 * SECOND);
            var model = new Model(limit, now);
            long fullAt = now;
            for (int step = 0; step < 500; step++) {
                now += random.nextInt(3) == 0 ? random.nextLong(SECOND) : random.nextLong(SECOND / 1_000);
                int count = 1 + random.nextInt(3);
                long taken = limit.taken(fullAt, now, count);
                if (random.nextInt(10) == 0) {
                    model.charge(now, count);
                    fullAt = taken;
                } else if (Math.abs(limit.debt(taken, now)) > 1_000) { // apart from what rounding may decide
                    boolean there = limit.debt(taken, now) <= 0;
                    assertEquals(model.take(now, count), there, "seed " + seed + ", step " + step);
                    fullAt = there ? taken : fullAt;
                }
            }
        }
    }

    @Test
    void saysWhenToTryAgain() {
        var limit = new RateLimit(10, 1);
        long fullAt = limit.taken(0, 0, 1);
        long wait = limit.debt(limit.taken(fullAt, 30_000_000, 1), 30_000_000);
        assertEquals(70_000_000, wait);
        assertEquals(70, RateLimit.millis(wait));
        long then = 30_000_000 + wait;
        assertTrue(limit.debt(limit.taken(fullAt, then, 1), then) <= 0);
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertEquals(
                "rate: 0.0 (expected: 0.000001 to 1000000000 a second)",
                assertThrows(IllegalArgumentException.class, () -> new RateLimit(0, 1))
                        .getMessage());
        assertEquals(
                "rate: NaN (expected: 0.000001 to 1000000000 a second)",
                assertThrows(IllegalArgumentException.class, () -> new RateLimit(Double.NaN, 1))
                        .getMessage());
        assertEquals(
                "burst: 0 (expected: >= 1)",
                assertThrows(IllegalArgumentException.class, () -> new RateLimit(1, 0))
                        .getMessage());
    }

    @Test
    void loopsShareABucket() throws Exception {
        var now = new AtomicLong();
        var buckets = new SharedBuckets<String>(now::get);
        var limit = new RateLimit(1, 1_000);
        var taken = new AtomicInteger();
        var done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            Thread.ofPlatform().start(() -> {
                for (int j = 0; j < 500; j++) {
                    if (buckets.take("u1", limit) == 0) {
                        taken.incrementAndGet();
                    }
                }
                done.countDown();
            });
        }
        assertTrue(done.await(20, TimeUnit.SECONDS));
        assertEquals(1_000, taken.get());
        assertEquals(SECOND, buckets.take("u1", limit));
        assertEquals(0, buckets.take("u2", limit));
    }

    @Test
    void fullBucketsAreForgotten() {
        var now = new AtomicLong();
        var buckets = new SharedBuckets<Integer>(now::get);
        var limit = new RateLimit(1, 10);
        for (int i = 0; i < 50_000; i++) {
            buckets.charge(i, limit);
            now.addAndGet(1_000_000);
        }
        assertTrue(buckets.size() < 10_000, () -> buckets.size() + " buckets");
    }
}
