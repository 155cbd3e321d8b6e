package dev.wingbeat.cluster;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.LogRecords;
import dev.wingbeat.support.Patience;
import dev.wingbeat.support.Scrape;
import dev.wingbeat.support.Stats;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that reads nothing while others have much to say: the connection of the event bus is given up with bytes left in it. */
final class StalledBusClusterTest {

    private static final int TOPICS = 8;
    private static final int BIG = 512 << 10;
    private static final String DROPPED = "wingbeat_lane_items_dropped_total";
    private static final String WAITING = "wingbeat_lane_waiting_bytes";

    private final List<Throwable> thrown = new CopyOnWriteArrayList<>();
    private Hub one;
    private Hub two;

    @BeforeEach
    void start() throws Exception {
        one = Hub.first().serve();
        two = one.another().serve();
        one.cluster().vertx().exceptionHandler(thrown::add);
    }

    @AfterEach
    void stop() throws Exception {
        two.close();
        one.close();
    }

    @Test
    void lanesGoOnBehindAConnectionThatIsGivenUp() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        var topics = new ArrayList<String>();
        for (int i = 0; i < TOPICS; i++) {
            String topic = "room:stall-" + i;
            topics.add(topic);
            two.endpoint().pubSub().subscribe(topic, broadcast -> heard.add(broadcast.event() + broadcast.topic()));
        }
        sayUntilHeard("before", topics, heard);
        CountDownLatch released = hold(two);
        try (var log = LogRecords.of("io.vertx.core.eventbus")) {
            for (int i = 0; i < 4; i++) {
                topics.forEach(topic -> one.endpoint().broadcast(topic, "big", Map.of("data", "x".repeat(BIG))));
            }
            log.await(line -> line.getMessage().startsWith("No pong from server"));
            for (int i = 0; i < 100; i++) {
                topics.forEach(topic -> one.endpoint().broadcast(topic, "small", Map.of()));
            }
            awaitLoopsOfTheFirst();
        } finally {
            released.countDown();
        }
        sayUntilHeard("after", topics, heard);
        assertEquals(List.of(), thrown);
    }

    /** What waits for a node that reads nothing is on the account of the node that says it, and no more of it than may wait. */
    @Test
    void whatWaitsForItIsChargedAndBounded() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        List<String> topics = List.of("room:held");
        two.endpoint()
                .pubSub()
                .subscribe(topics.getFirst(), broadcast -> heard.add(broadcast.event() + broadcast.topic()));
        sayUntilHeard("before", topics, heard);
        int port = one.endpoint().managementPort();
        CountDownLatch released = hold(two);
        try {
            while (Scrape.of(port).get(DROPPED) == 0) {
                one.endpoint().broadcast(topics.getFirst(), "big", Map.of("data", "x".repeat(BIG)));
            }
            double waiting = Scrape.of(port).get(WAITING);
            assertTrue(waiting > 1 << 20 && waiting <= (8 << 20) + 2 * BIG, () -> waiting + " bytes wait");
            long held = Stats.of(port).path("heap_held").asLong();
            assertTrue(held >= waiting - BIG && held <= waiting + BIG, () -> held + " held, " + waiting + " wait");
        } finally {
            released.countDown();
        }
        Stats.await(port, stats -> stats.path("heap_held").asLong() == 0);
    }

    /** Waits until what was said has been handed to the bus. */
    private void awaitLoopsOfTheFirst() {
        var done = new CountDownLatch(1);
        one.endpoint().pubSub().subscribe("room:done", broadcast -> done.countDown());
        one.endpoint().broadcast("room:done", "done", Map.of());
        waitFor(done);
    }

    private void sayUntilHeard(String event, List<String> topics, BlockingQueue<String> heard)
            throws InterruptedException {
        var missing = new HashSet<>(topics);
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (!missing.isEmpty()) {
            assertFalse(System.nanoTime() > end, () -> "not heard: " + missing);
            missing.forEach(topic -> one.endpoint().broadcast(topic, event, Map.of()));
            for (String said = heard.poll(20, MILLISECONDS); said != null; said = heard.poll()) {
                missing.remove(said.startsWith(event) ? said.substring(event.length()) : "");
            }
        }
    }

    /** Keeps both event loops of a node busy until it is released. */
    private static CountDownLatch hold(Hub hub) throws InterruptedException {
        var released = new CountDownLatch(1);
        Set<Thread> busy = ConcurrentHashMap.newKeySet();
        long end = System.nanoTime() + Patience.LIMIT.toNanos();
        while (busy.size() < 2) {
            assertFalse(System.nanoTime() > end, () -> busy.toString());
            Thread.ofPlatform()
                    .start(() -> hub.cluster().vertx().getOrCreateContext().runOnContext(ignored -> {
                        if (busy.add(Thread.currentThread())) {
                            waitFor(released);
                        }
                    }))
                    .join();
        }
        return released;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertTrue(latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
