package dev.wingbeat.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopAccountTest {

    private static final long BUDGET = 8_000_000;

    private final AtomicLong allocated = new AtomicLong();
    private final MemoryBudget budget = new MemoryBudget(BUDGET, BUDGET, allocated::get);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final LoopAccount account = budget.open(tasks::add);
    private final List<String> shed = new ArrayList<>();

    private class Client implements Holder {
        private final String name;
        private final long age;
        private long heap;

        Client(String name, int heap, long age) {
            this.name = name;
            this.age = age * 1_000_000_000;
            this.heap = heap;
            account.enter(this);
            account.heap(heap);
        }

        @Override
        public long heapHeld() {
            return heap;
        }

        @Override
        public long heldFor() {
            return age;
        }

        @Override
        public void shed() {
            shed.add(name);
            account.heap(-heap);
            heap = 0;
            account.leave(this);
        }
    }

    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Test
    void memoryIsShortFromHalfOfTheBudgetOn() {
        account.heap(BUDGET / 2 - 1);
        assertFalse(account.tight());
        account.heap(LoopAccount.STEP);
        assertTrue(account.tight());
        account.heap(-LoopAccount.STEP);
        account.tick();
        assertFalse(account.tight());
        assertTrue(tasks.isEmpty());
    }

    @Test
    void whoHoldsMostForLongestGoesFirstAndNoMoreThanNeeded() {
        var small = new Client("small", 100_000, 10);
        var young = new Client("young", 1_000_000, 0);
        for (int i = 0; i < 7; i++) {
            var old = new Client("old " + i, 1_000_000 + 10_000 * i, 10);
            assertEquals(10_000_000_000L, old.heldFor());
        }
        assertEquals(List.of(), shed);
        runTasks();
        assertEquals(List.of("old 6", "old 5"), shed);
        assertEquals(2, budget.shed());
        assertEquals(small.heap + young.heap + 5_100_000, budget.heapHeld());
    }

    /** What waits for the channels of a connection. */
    private class Waiting implements Holder {
        private final Backlog backlog = new Backlog(account);

        Waiting(int bytes) {
            assertTrue(backlog.add(bytes));
            account.enter(this);
        }

        @Override
        public long heapHeld() {
            return backlog.held();
        }

        @Override
        public long heldFor() {
            return backlog.heldFor();
        }

        @Override
        public void shed() {
            shed.add("waiting for " + heldFor() / 1_000_000_000);
            backlog.remove(backlog.bytes());
            account.leave(this);
        }
    }

    @Test
    void whoLetsMuchWaitGoesBeforeWhoSendsALittleSlowly() {
        var old = new Waiting(4_000_000);
        for (int i = 0; i < 12; i++) {
            account.tick();
        }
        var uploading = new Client("uploading", 500_000, 3);
        var fresh = new Waiting(4_000_000);
        runTasks();
        assertEquals(List.of("waiting for 3"), shed);
        account.heap(BUDGET / 2);
        runTasks();
        assertEquals(List.of("waiting for 3", "waiting for 0"), shed);
        assertEquals(0, old.heldFor() + fresh.heldFor());
        assertEquals(500_000, uploading.heap);
    }

    @Test
    void whatCannotBeShedDoesNotKeepTheLoopBusy() {
        allocated.set(2 * BUDGET);
        account.tick();
        assertEquals(1, tasks.size());
        runTasks();
        assertTrue(account.tight());
        assertTrue(tasks.isEmpty());
    }

    @Test
    void whoCannotBeClosedDoesNotKeepTheOthers() {
        Client broken = new Client("broken", (int) BUDGET, 10) {
            @Override
            public void shed() {
                throw new IllegalStateException("closed already");
            }
        };
        var other = new Client("other", 1_000_000, 10);
        assertThrows(IllegalStateException.class, this::runTasks);
        account.heap(-broken.heap);
        broken.heap = 0;
        account.tick();
        assertEquals(other.heap, budget.heapHeld());
        account.leave(broken);
        var late = new Client("late", (int) BUDGET, 0);
        runTasks();
        assertEquals(List.of("other", "late"), shed);
        assertEquals(0, late.heap);
    }

    @Test
    void nobodyIsClosedForWhatHasBeenLetGoMeanwhile() {
        var neighbour = new Client("neighbour", 500, 0);
        account.heap(BUDGET);
        assertEquals(1, tasks.size());
        account.heap(-BUDGET);
        runTasks();
        assertEquals(List.of(), shed);
        assertEquals(neighbour.heap, budget.heapHeld());
    }

    @Test
    void whoHoldsLittleIsNotClosedForThoseOfAnotherLoop() {
        var neighbour = new Client("neighbour", 500, 10);
        LoopAccount other = budget.open(tasks::add);
        other.heap(3 * BUDGET);
        account.tick();
        runTasks();
        assertEquals(List.of(), shed);
        assertEquals(3 * BUDGET + neighbour.heap, budget.heapHeld());
    }

    @Test
    void manyWhoHoldLittleAreClosedWhenItIsTooMuch() {
        for (int i = 0; i < 9000; i++) {
            var client = new Client("one of many", 1000, 1);
            assertEquals(1000, client.heap);
        }
        runTasks();
        assertTrue(budget.heapHeld() < BUDGET, () -> budget.heapHeld() + " bytes");
        assertTrue(shed.size() < 2500, () -> shed.size() + " clients");
    }

    @Test
    void whatHoldersShareIsChargedOnce() {
        var large = new Object();
        for (int i = 0; i < 100; i++) {
            account.share(large, LoopAccount.LARGE);
        }
        assertEquals(LoopAccount.LARGE, heapHeld());
        for (int i = 0; i < 100; i++) {
            assertEquals(LoopAccount.LARGE, heapHeld());
            account.unshare(large, LoopAccount.LARGE);
        }
        assertEquals(0, heapHeld());
    }

    @Test
    void otherLoopsCountToo() {
        LoopAccount other = budget.open(tasks::add);
        other.heap(BUDGET / 2);
        account.heap(LoopAccount.STEP);
        assertTrue(account.tight());
        budget.close(other);
        account.tick();
        assertFalse(account.tight());
        assertEquals(LoopAccount.STEP, budget.heapHeld());
        assertEquals(0, budget.directHeld());
    }

    private long heapHeld() {
        account.tick();
        return budget.heapHeld();
    }
}
