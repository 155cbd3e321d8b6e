package dev.wingbeat.frame;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RequestTimesTest {

    private static final HttpLimits LIMITS =
            new HttpLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));

    private final RequestTimes times = new RequestTimes(LIMITS, () -> Duration.ofSeconds(5), at(0));

    @Test
    void firstHeadIsCountedFromTheAccept() {
        assertNull(times.late(0, 0, at(10)));
        assertNotNull(times.late(0, 0, at(11)));
    }

    @Test
    void trickleDoesNotProlongAHead() {
        for (int second = 0; second < 10; second++) {
            times.bytesCame(at(second));
        }
        assertNotNull(times.late(0, 0, at(11)));
    }

    @Test
    void laterHeadIsCountedFromItsFirstByte() {
        answered(1);
        assertNull(times.late(0, 0, at(31)));
        times.bytesCame(at(31));
        times.bytesCame(at(40));
        assertNull(times.late(0, 0, at(41)));
        assertNotNull(times.late(0, 0, at(42)));
    }

    @Test
    void headBehindAnAnswerIsCountedFromTheAnswer() {
        times.headReceived(at(1));
        times.received(true, at(1));
        times.bytesCame(at(2));
        times.answered(false, true, at(100));
        assertNull(times.late(0, 0, at(110)));
        assertNotNull(times.late(0, 0, at(111)));
    }

    @Test
    void bodyIsCountedFromTheHeadWhateverTrickles() {
        times.headReceived(at(1));
        for (int second = 1; second < 60; second++) {
            times.bytesCame(at(second));
        }
        assertNull(times.late(0, 0, at(61)));
        assertNotNull(times.late(0, 0, at(62)));
    }

    @Test
    void bodyIsAwaitedNoLongerBecauseItWasAnswered() {
        times.headReceived(at(1));
        times.answered(true, false, at(2));
        assertNotNull(times.late(0, 0, at(62)));
    }

    @Test
    void idleIsCountedFromTheAnswer() {
        answered(1);
        assertNull(times.late(0, 0, at(31)));
        assertNotNull(times.late(0, 0, at(32)));
    }

    @Test
    void answerMayTakeAsLongAsItWants() {
        times.headReceived(at(1));
        times.received(true, at(1));
        assertNull(times.late(0, 0, at(10_000)));
    }

    @Test
    void clientThatTakesAnAnswerSlowlyIsNotIdle() {
        answered(1);
        for (int second = 1; second < 1000; second++) {
            assertNull(times.late(1000, second, at(second)));
        }
        assertNull(times.late(0, 0, at(1029)));
        assertNotNull(times.late(0, 0, at(1030)));
    }

    @Test
    void clientThatTakesNothingOfAnAnswerIsStalled() {
        times.headReceived(at(1));
        times.received(true, at(1));
        assertNull(times.late(1000, 500, at(10)));
        assertNull(times.late(1000, 500, at(15)));
        assertNotNull(times.late(1000, 500, at(16)));
    }

    private void answered(long second) {
        times.headReceived(at(second));
        times.received(true, at(second));
        times.answered(false, false, at(second));
    }

    private static long at(long second) {
        return Duration.ofSeconds(second).toNanos();
    }
}
