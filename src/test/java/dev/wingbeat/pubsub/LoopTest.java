package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.support.Patience;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopTest {

    private final TestLoops node = new TestLoops(2);
    private final Loop loop = node.loop(0);

    @AfterEach
    void close() {
        node.close();
    }

    private record Numbered(int thread, int number) {}

    @Test
    void whatOneThreadHandsOverRunsInThatOrder() throws InterruptedException {
        int threads = 6;
        int count = 5000;
        List<Numbered> ran = new ArrayList<>();
        var done = new CountDownLatch(threads * count);
        for (int t = 0; t < threads; t++) {
            int thread = t;
            Runnable handOver = () -> IntStream.range(0, count)
                    .forEach(number -> loop.execute(() -> {
                        ran.add(new Numbered(thread, number));
                        done.countDown();
                    }));
            switch (t) {
                case 0 -> loop.execute(handOver);
                case 1 -> node.loop(1).execute(handOver);
                case 2, 3 -> Thread.ofVirtual().start(handOver);
                default -> Thread.ofPlatform().start(handOver);
            }
        }
        assertTrue(done.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        TestLoops.run(loop, () -> {
            Map<Integer, Integer> next = new HashMap<>();
            for (var task : ran) {
                assertEquals(next.getOrDefault(task.thread, 0), task.number, "of thread " + task.thread);
                next.put(task.thread, task.number + 1);
            }
        });
        assertEquals(threads * count, ran.size());
    }

    @Test
    void tasksRunOnTheLoopAndItsContext() throws InterruptedException {
        var seen = new CountDownLatch(1);
        loop.execute(() -> {
            if (loop.inLoop() && loop.context().equals(Vertx.currentContext())) {
                seen.countDown();
            }
        });
        assertTrue(seen.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
        assertFalse(loop.inLoop());
        assertFalse(TestLoops.call(node.loop(1), loop::inLoop));
    }

    @Test
    void executeNeverRunsInsideTheCallAndRunDoesOnTheLoop() {
        List<String> order = new ArrayList<>();
        TestLoops.run(loop, () -> {
            loop.execute(() -> order.add("executed"));
            loop.run(() -> order.add("run"));
            order.add("went on");
        });
        TestLoops.settle(loop);
        assertEquals(List.of("run", "went on", "executed"), order);
    }

    @Test
    void longInboxLeavesRoomForOtherEventsOfTheLoop() {
        List<String> order = new ArrayList<>();
        TestLoops.run(loop, () -> {
            for (int i = 0; i < 1000; i++) {
                loop.execute(() -> order.add("task"));
            }
            loop.context().runOnContext(ignored -> order.add("other"));
        });
        TestLoops.settle(loop);
        assertEquals(1001, order.size());
        assertTrue(order.indexOf("other") < 1000, "runs between the batches");
    }

    @Test
    void inboxThatNeverEmptiesLeavesRoomToo() throws InterruptedException {
        var other = new CountDownLatch(1);
        loop.execute(new Runnable() {
            @Override
            public void run() {
                if (other.getCount() > 0) {
                    loop.execute(this);
                }
            }
        });
        loop.context().runOnContext(ignored -> other.countDown());
        assertTrue(other.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void taskThatFailsStopsNoOther() {
        List<String> order = new ArrayList<>();
        TestLoops.run(loop, () -> {
            loop.execute(() -> {
                throw new IllegalStateException("on purpose");
            });
            loop.execute(() -> order.add("second"));
            loop.execute(() -> {
                throw new AssertionError("on purpose");
            });
            loop.execute(() -> order.add("fourth"));
        });
        TestLoops.settle(loop);
        assertEquals(List.of("second", "fourth"), order);
        assertEquals(List.of(), node.failures());
    }

    @Test
    void subscribingFromElsewhereCountsFromTheCall() throws InterruptedException {
        var inbox = new BroadcastInbox();
        var block = new CountDownLatch(1);
        loop.execute(() -> {
            try {
                assertTrue(block.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        node.pubSub().broadcast("room:1", "before", Map.of());
        loop.subscribeFromAnyThread("room:1", inbox, subscription -> {});
        node.pubSub().broadcast("room:1", "after", Map.of());
        block.countDown();
        inbox.expect("after");
        node.pubSub().broadcast("room:1", "later", Map.of());
        inbox.expect("later");
    }

    @Test
    void loopItselfDeliversToWhoIsStillOnTheWayIn() {
        var inbox = new BroadcastInbox();
        TestLoops.run(loop, () -> {
            TestLoops.elsewhere(() -> loop.subscribeFromAnyThread("room:1", inbox, subscription -> {}));
            node.pubSub().broadcast("room:1", "first", Map.of());
        });
        node.pubSub().broadcast("room:1", "second", Map.of());
        inbox.expect("first", "second");
    }

    @Test
    void subscribingFromElsewhereLeavesNothingBehind() {
        var inbox = new BroadcastInbox();
        loop.subscribeFromAnyThread("room:1", inbox, Subscription::unsubscribe);
        loop.subscribeFromAnyThread("room:1", inbox, subscription -> {
            throw new IllegalStateException("on purpose");
        });
        TestLoops.settle(loop);
        assertEquals(1, node.pubSub().topics().size());
        node.pubSub().broadcast("room:1", "once", Map.of());
        node.pubSub().broadcast("room:1", "marker", Map.of());
        inbox.expect("once", "marker");
    }
}
