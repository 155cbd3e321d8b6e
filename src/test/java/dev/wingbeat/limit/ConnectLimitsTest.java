package dev.wingbeat.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConnectLimitsTest {

    private static final long SECOND = 1_000_000_000L;

    private final AtomicLong now = new AtomicLong(-5);

    private NodeLimits limits(LimitOptions options) {
        return new NodeLimits(options.limits(), now::get);
    }

    @Test
    void thoseBeyondTheBurstWaitInOrderAndOnlyThenAreRefused() {
        NodeLimits node = limits(new LimitOptions().off().connects(new RateLimit(10, 3)));
        var waits = new ArrayList<Long>();
        for (int i = 0; i < 23; i++) {
            waits.add(node.connect());
        }
        assertEquals(List.of(0L, 0L, 0L), waits.subList(0, 3));
        for (int i = 3; i < 23; i++) {
            assertEquals((i - 2) * SECOND / 10, waits.get(i));
        }
        assertTrue(node.connect() < 0);
        assertEquals(1, node.refused(LimitName.CONNECTS));
        now.addAndGet(SECOND / 10);
        assertEquals(2 * SECOND, node.connect());
        now.addAndGet(10 * SECOND);
        assertEquals(0, node.connect());
    }

    @Test
    void aLimitThatWasTooSmallKeepsNobodyOutOnceItIsChanged() {
        NodeLimits node = limits(new LimitOptions().off().connects(new RateLimit(0.001, 10)));
        for (int i = 0; i < 10; i++) {
            assertEquals(0, node.connect());
        }
        assertTrue(node.connect() < 0);
        LimitOptions larger = new LimitOptions().off().connects(new RateLimit(10, 3));
        node.exchange(larger.limits());
        for (int i = 0; i < 3; i++) {
            assertEquals(0, node.connect());
        }
        node.exchange(larger.joins(new RateLimit(1, 1)).limits());
        assertEquals(SECOND / 10, node.connect(), "it is the same bucket");
    }

    @Test
    void addressesHaveBucketsOfTheirOwn() {
        NodeLimits node = limits(new LimitOptions().off().connectsPerAddress(new RateLimit(1, 2)));
        assertEquals(0, node.connectFrom("a"));
        assertEquals(0, node.connectFrom("a"));
        assertEquals(SECOND, node.connectFrom("a"));
        assertEquals(0, node.connectFrom("b"));
        assertEquals(1, node.refused(LimitName.CONNECTS_PER_ADDRESS));
    }

    @Test
    void anIdHasSoManySeats() {
        NodeLimits node = limits(new LimitOptions().off().connectionsPerId(2));
        IdLimit.Seat first = node.enter("u");
        assertNotNull(first);
        assertNotNull(node.enter("u"));
        assertNull(node.enter("u"));
        assertNotNull(node.enter("v"));
        first.release();
        first.release();
        assertNotNull(node.enter("u"));
        assertNull(node.enter("u"));
        assertEquals(2, node.refused(LimitName.CONNECTIONS_PER_ID));
    }

    /** Whatever comes and goes in whatever order: those that stay are the latest, and nothing is kept of the others. */
    @Test
    void theOldestMakesRoom() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var limit = new IdLimit();
            Deque<Integer> open = new ArrayDeque<>();
            var closed = new ArrayList<Integer>();
            var expected = new ArrayList<Integer>();
            var seats = new ArrayList<IdLimit.Seat>();
            for (int i = 0; i < 100; i++) {
                if (random.nextBoolean()) {
                    int number = seats.size();
                    IdLimit.Seat seat = limit.enter("u", 3, WhenFull.REPLACE_OLDEST);
                    assertNotNull(seat);
                    seat.occupy(() -> closed.add(number));
                    seats.add(seat);
                    open.add(number);
                    if (open.size() > 3) {
                        expected.add(open.remove());
                    }
                } else if (!seats.isEmpty()) {
                    int leaving = random.nextInt(seats.size());
                    seats.get(leaving).release();
                    var unused = open.remove((Integer) leaving);
                }
                assertEquals(expected, closed, "seed " + seed);
            }
            seats.forEach(IdLimit.Seat::release);
            assertEquals(0, limit.size());
        }
    }

    @Test
    void oneThatIsStillConnectingIsClosedOnceItHas() {
        var limit = new IdLimit();
        IdLimit.Seat slow = limit.enter("u", 1, WhenFull.REPLACE_OLDEST);
        IdLimit.Seat next = limit.enter("u", 1, WhenFull.REPLACE_OLDEST);
        assertNotNull(slow);
        assertNotNull(next);
        next.release();
        var closed = new ArrayList<String>();
        slow.occupy(() -> closed.add("slow"));
        assertEquals(List.of("slow"), closed);
    }
}
