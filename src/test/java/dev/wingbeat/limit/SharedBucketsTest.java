package dev.wingbeat.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SharedBucketsTest {

    private static final RateLimit LIMIT = new RateLimit(10, 20);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long now;
    private final SharedBuckets<String> buckets = new SharedBuckets<>(() -> now);

    @Test
    void whatIsChargedBeyondTheBurstIsForgottenFromOneMoreBurstOn() {
        for (int i = 0; i < 20; i++) {
            assertEquals(0, buckets.missing("topic", LIMIT), "token " + i);
            buckets.charge("topic", LIMIT);
        }
        assertEquals(SECOND / 10, buckets.missing("topic", LIMIT));
        for (int i = 0; i < 10_000; i++) {
            buckets.charge("topic", LIMIT); // by those who join and leave, whom the topic's limit does not keep
        }
        long locked = buckets.missing("topic", LIMIT);
        assertTrue(locked <= 2 * SECOND + SECOND / 10, () -> locked / SECOND + " s");
        now += locked;
        assertEquals(0, buckets.missing("topic", LIMIT));
    }

    @Test
    void whatIsOwedIsWaitedForAltogether() {
        assertEquals(0, buckets.take("key", LIMIT));
        buckets.owe("key", LIMIT, 99);
        assertEquals(8 * SECOND + SECOND / 10, buckets.missing("key", LIMIT));
        buckets.owe("other", LIMIT, 5);
        assertEquals(0, buckets.take("other", LIMIT));
    }

    /** A route whose limit is slow and small is not what those of the others are used up by, nor a limit that is no more. */
    @Test
    void whatIsTakenUnderOneLimitDoesNotLackUnderAnother() {
        var slow = new RateLimit(0.01, 3);
        for (int i = 0; i < 3; i++) {
            assertEquals(0, buckets.take("id", slow));
        }
        assertEquals(100 * SECOND, buckets.take("id", slow));
        for (int i = 0; i < 20; i++) {
            assertEquals(0, buckets.take("id", LIMIT), "token " + i);
        }
        assertEquals(SECOND / 10, buckets.missing("id", LIMIT));
        assertEquals(100 * SECOND, buckets.missing("id", slow));
        assertEquals(0, buckets.left("id", slow).tokens());
    }
}
