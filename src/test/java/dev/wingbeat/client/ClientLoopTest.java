package dev.wingbeat.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientLoopTest {

    @Test
    void tasksRunOneAtATimeInTheOrderOfTheirThread() throws InterruptedException {
        var loop = new ClientLoop(Thread::startVirtualThread);
        var unguarded = new ArrayList<Integer>(); // torn by two threads at once
        var done = new CountDownLatch(4_000);
        var threads = IntStream.range(0, 4)
                .mapToObj(thread -> Thread.startVirtualThread(() -> IntStream.range(0, 1_000)
                        .forEach(i -> loop.execute(() -> {
                            unguarded.add(thread * 1_000 + i);
                            done.countDown();
                        }))))
                .toList();
        for (var thread : threads) {
            thread.join();
        }
        done.await();
        for (int thread = 0; thread < 4; thread++) {
            int of = thread;
            var mine = unguarded.stream().filter(n -> n / 1_000 == of).toList();
            assertEquals(IntStream.range(of * 1_000, (of + 1) * 1_000).boxed().toList(), mine);
        }
    }

    @Test
    void delaysGrowAndDiffer() {
        var random = RandomGenerator.getDefault();
        var backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
        for (int failures = 0; failures < 40; failures++) {
            long about = Math.min(1_000, 100L << Math.min(failures, 10));
            for (int i = 0; i < 100; i++) {
                long delay = backoff.delay(failures, random).toMillis();
                assertTrue(delay >= about / 2 && delay <= about * 3 / 2, failures + " failures: " + delay + " ms");
            }
        }
        var distinct = IntStream.range(0, 50)
                .mapToObj(i -> Backoff.afterRestart(random))
                .distinct()
                .count();
        assertTrue(distinct > 25, "of 50 delays " + distinct + " differ");
    }

    @Test
    void badSettingsAreNamed() {
        for (var uri : List.of("http://localhost/socket", "localhost:4000", "/socket")) {
            assertThrows(IllegalArgumentException.class, () -> PhoenixClient.builder(URI.create(uri)));
        }
        var builder = PhoenixClient.builder(URI.create("ws://localhost/socket"));
        assertThrows(IllegalArgumentException.class, () -> builder.heartbeat(Duration.ZERO));
        assertThrows(IllegalArgumentException.class, () -> builder.reconnect(Duration.ZERO, Duration.ofSeconds(1)));
        assertThrows(
                IllegalArgumentException.class, () -> builder.reconnect(Duration.ofSeconds(2), Duration.ofSeconds(1)));
    }
}
