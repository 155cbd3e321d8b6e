package dev.wingbeat.placement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is looked for in long lists of rooms. */
class TurnsTest {

    private final Directory.Turns turns = new Directory.Turns();
    private final AtomicInteger running = new AtomicInteger();

    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: others would have their chance to look, too
    private int look(int number) {
        assertEquals(1, running.incrementAndGet(), "one at a time");
        assertTrue(Thread.currentThread().isVirtual(), "not where the question came from");
        Thread.yield();
        running.decrementAndGet();
        if (number % 10 == 7) {
            throw new IllegalArgumentException("as it was told");
        }
        return number;
    }

    @Test
    void oneAfterTheOtherLooksBesideTheCaller() throws Exception {
        List<Future<Integer>> asked = new ArrayList<>();
        IntStream.range(0, 200).forEach(number -> asked.add(turns.take(() -> look(number))));
        Future.join(asked).otherwiseEmpty().await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
        for (int number = 0; number < asked.size(); number++) {
            boolean failed = number % 10 == 7;
            assertEquals(failed, asked.get(number).failed());
            if (!failed) {
                assertEquals(number, asked.get(number).result());
            }
        }
    }
}
