package dev.wingbeat.pubsub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A share of turns that are taken by hand, on a clock that only the work moves. */
class TurnShareTest {

    private long now;
    private final Queue<Runnable> ends = new ArrayDeque<>();
    private Queue<Runnable> next = new ArrayDeque<>();
    private final TurnShare share = new TurnShare(ends::add, task -> next.add(task), () -> now);
    private final List<Integer> done = new ArrayList<>();

    @Test
    void shareOfATurnIsSpentOnceItsTimeIsOver() {
        assertFalse(share.spent());
        now += TurnShare.SHARE - 1;
        assertFalse(share.spent());
        now++;
        assertTrue(share.spent());
        endTurn();
        assertFalse(share.spent(), "in the next turn");
    }

    @Test
    void tasksRunInOrderAndNoTurnTakesMoreThanItsShareAndOneTask() {
        long cost = TurnShare.SHARE / 4;
        for (int i = 0; i < 20; i++) {
            task(i, cost);
        }
        assertEquals(4, done.size());
        while (done.size() < 20) {
            long before = now;
            endTurn();
            assertTrue(now - before <= TurnShare.SHARE + cost, () -> "a turn took " + (now - before));
        }
        assertEquals(IntStream.range(0, 20).boxed().toList(), done);
        endTurn();
        assertTrue(share.run(() -> done.add(20)), "nobody waits any more");
    }

    @Test
    void tasksThatWaitForALongTurnHaveAQuarterOfIt() {
        long turn = 40 * TurnShare.SHARE;
        for (int i = 0; i < 60; i++) {
            task(i, TurnShare.SHARE);
        }
        assertEquals(1, done.size());
        for (int turns = 1; turns <= 3; turns++) {
            now += turn; // others'
            endTurn();
            assertEquals(1 + 10 * turns, done.size());
        }
        endTurn();
        assertEquals(32, done.size(), "of a short turn, one");
    }

    @Test
    void oneTaskRunsInEachTurnHoweverLongItTakes() {
        for (int i = 0; i < 3; i++) {
            task(i, 10 * TurnShare.SHARE);
        }
        assertEquals(List.of(0), done);
        endTurn();
        assertEquals(List.of(0, 1), done);
        endTurn();
        assertEquals(List.of(0, 1, 2), done);
    }

    @Test
    void taskThatThrowsKeepsTheOthersFromNothing() {
        task(0, TurnShare.SHARE);
        assertFalse(share.run(() -> {
            throw new IllegalStateException("on purpose");
        }));
        task(1, 0);
        assertThrows(IllegalStateException.class, this::endTurn);
        endTurn();
        assertEquals(List.of(0, 1), done);
    }

    @Test
    void taskThatLeavesTheRestOfItsWorkToAnotherIsCalledOnceInATurn() {
        task(0, TurnShare.SHARE);
        share.run(() -> {
            task(1, TurnShare.SHARE);
            share.run(() -> task(2, TurnShare.SHARE));
        });
        for (int turn = 0; turn < 4; turn++) {
            assertTrue(next.size() <= 1, () -> next.size() + " tasks are left to the next turn");
            endTurn();
        }
        assertEquals(List.of(0, 1, 2), done);
        assertTrue(next.isEmpty(), "nothing is left");
    }

    private void task(int number, long cost) {
        share.run(() -> {
            now += cost;
            done.add(number);
        });
    }

    /** Ends a turn, and does what was left to the next. */
    private void endTurn() {
        ends.forEach(Runnable::run);
        ends.clear();
        Queue<Runnable> tasks = next;
        next = new ArrayDeque<>();
        tasks.forEach(Runnable::run);
    }
}
