package dev.wingbeat.bench;

import static dev.wingbeat.bench.SequenceTracker.Verdict.DUPLICATE;
import static dev.wingbeat.bench.SequenceTracker.Verdict.LATE;
import static dev.wingbeat.bench.SequenceTracker.Verdict.NEW;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SequenceTrackerTest {

    private final SequenceTracker tracker = new SequenceTracker(2);

    @Test
    void messagesInOrderAreNew() {
        for (int number = 1; number <= 1000; number++) {
            assertEquals(NEW, tracker.take(0, number));
        }
        assertEquals(1000, tracker.distinct(0));
    }

    @Test
    void aSecondCopyIsADuplicate() {
        assertEquals(NEW, tracker.take(0, 1));
        assertEquals(DUPLICATE, tracker.take(0, 1));
        assertEquals(NEW, tracker.take(0, 2));
        assertEquals(DUPLICATE, tracker.take(0, 1));
        assertEquals(2, tracker.distinct(0));
    }

    @Test
    void whatFillsAGapIsLate() {
        assertEquals(NEW, tracker.take(0, 1));
        assertEquals(NEW, tracker.take(0, 3));
        assertEquals(LATE, tracker.take(0, 2));
        assertEquals(DUPLICATE, tracker.take(0, 2));
        assertEquals(3, tracker.distinct(0));
    }

    @Test
    void sendersAreToldApart() {
        assertEquals(NEW, tracker.take(0, 1));
        assertEquals(NEW, tracker.take(1, 1));
    }

    @Test
    void whatIsMoreThan64BehindCountsAsLate() {
        assertEquals(NEW, tracker.take(0, 36));
        assertEquals(NEW, tracker.take(0, 37));
        assertEquals(NEW, tracker.take(0, 100));
        assertEquals(DUPLICATE, tracker.take(0, 37));
        assertEquals(LATE, tracker.take(0, 36));
    }

    @Test
    void withinTheLast64AnyOrderIsCountedAsASetWould() {
        var random = new Random(7);
        var seen = new HashSet<Long>();
        long newest = 0;
        for (int i = 0; i < 10_000; i++) {
            long number = Math.max(1, newest + random.nextInt(60) - 50);
            var verdict = tracker.take(0, number);
            boolean first = seen.add(number);
            assertEquals(first ? number > newest ? NEW : LATE : DUPLICATE, verdict, () -> "message " + number);
            newest = Math.max(newest, number);
        }
        assertEquals(seen.size(), tracker.distinct(0));
    }
}
