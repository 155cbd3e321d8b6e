package dev.wingbeat.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.wingbeat.limit.Backlog;
import dev.wingbeat.limit.LoopAccount;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MailboxTest {

    private final Backlog backlog = new Backlog(LoopAccount.unlimited());
    private final Mailbox mailbox = new Mailbox(backlog);
    private final List<Object> ran = new ArrayList<>();

    private record Weighty(int weight, Runnable work) implements Mailbox.Task {
        @Override
        public void run() {
            work.run();
        }
    }

    @Test
    void taskRunsAtOnceWhenNothingIsUnderWay() {
        assertTrue(mailbox.offer(() -> ran.add(1)));
        assertTrue(mailbox.offer(() -> ran.add(2)));
        assertEquals(List.of(1, 2), ran);
    }

    @Test
    void taskOfferedFromInsideATaskWaitsForItsEnd() {
        mailbox.offer(() -> {
            mailbox.offer(() -> ran.add("inner"));
            mailbox.offer(() -> ran.add("inner 2"));
            ran.add("outer");
        });
        assertEquals(List.of("outer", "inner", "inner 2"), ran);
    }

    @Test
    void suspendedMailboxKeepsTasksUntilItResumes() {
        mailbox.offer(mailbox::suspend);
        mailbox.offer(() -> ran.add(1));
        mailbox.offer(() -> {
            ran.add(2);
            mailbox.suspend();
        });
        mailbox.offer(() -> ran.add(3));
        assertEquals(List.of(), ran);
        mailbox.resume(() -> ran.add("rest"));
        assertEquals(List.of("rest", 1, 2), ran);
        mailbox.resume(() -> ran.add("rest 2"));
        assertEquals(List.of("rest", 1, 2, "rest 2", 3), ran);
    }

    @Test
    void restMaySuspendAgain() {
        mailbox.offer(mailbox::suspend);
        mailbox.offer(() -> ran.add("waits"));
        mailbox.resume(mailbox::suspend);
        assertEquals(List.of(), ran);
        mailbox.resume(() -> {});
        assertEquals(List.of("waits"), ran);
    }

    /** Each task offers the next, or waits for its turn: a stack that grew with them would overflow. */
    @Test
    void longQueuesNeedNoDeepStack() {
        var deep = new Mailbox(backlog);
        var rest = new Object() {
            int left = 1_000_000;

            void next() {
                if (left-- > 0) {
                    deep.offer(this::next);
                }
            }
        };
        deep.offer(rest::next);
        assertEquals(-1, rest.left);
        mailbox.offer(mailbox::suspend);
        for (int i = 0; i < Mailbox.MAX_WAITING; i++) {
            assertTrue(mailbox.offer(() -> mailbox.offer(() -> ran.add(1))));
        }
        mailbox.resume(() -> {});
        assertEquals(Mailbox.MAX_WAITING, ran.size());
    }

    @Test
    void clearedTasksNeverRun() {
        mailbox.offer(mailbox::suspend);
        Mailbox.Task first = () -> ran.add(1);
        Mailbox.Task second = () -> ran.add(2);
        mailbox.offer(first);
        mailbox.offer(second);
        assertEquals(List.of(first, second), mailbox.clear());
        assertEquals(List.of(), mailbox.clear());
        mailbox.offer(() -> ran.add(3));
        mailbox.resume(() -> {});
        assertEquals(List.of(3), ran);
    }

    @Test
    void taskMayClearTheMailboxItRunsIn() {
        mailbox.offer(() -> {
            mailbox.offer(() -> ran.add("never"));
            mailbox.clear();
            mailbox.offer(() -> ran.add("after"));
        });
        mailbox.offer(() -> ran.add("later"));
        assertEquals(List.of("after", "later"), ran);
    }

    @Test
    void noMoreTasksWaitThanTheLimit() {
        mailbox.offer(mailbox::suspend);
        for (int i = 0; i < Mailbox.MAX_WAITING; i++) {
            assertTrue(mailbox.offer(() -> ran.add(1)));
        }
        assertFalse(mailbox.offer(() -> ran.add("refused")));
        mailbox.resume(() -> {});
        assertEquals(Mailbox.MAX_WAITING, ran.size());
        assertTrue(mailbox.offer(() -> ran.add("taken")));
    }

    @Test
    void waitingBytesAreBoundedForAllMailboxesOfTheConnection() {
        var other = new Mailbox(backlog);
        int half = Backlog.MAX_BYTES / 2 + 1;
        mailbox.offer(mailbox::suspend);
        other.offer(other::suspend);
        assertTrue(mailbox.offer(new Weighty(half, () -> ran.add("first"))));
        assertTrue(other.offer(new Weighty(half, () -> ran.add("second"))));
        assertFalse(other.offer(new Weighty(1, () -> ran.add("refused"))));
        assertFalse(mailbox.offer(new Weighty(1, () -> ran.add("refused"))));
        assertEquals(2L * half, backlog.bytes());
        mailbox.resume(() -> {});
        assertEquals(half, backlog.bytes());
        assertTrue(other.offer(new Weighty(1, () -> ran.add("third"))));
        assertEquals(2, other.clear().size());
        assertEquals(0, backlog.bytes());
        assertEquals(List.of("first"), ran);
    }

    @Test
    void taskThatRunsAtOnceNeedsNoRoom() {
        mailbox.offer(mailbox::suspend);
        mailbox.offer(new Weighty(Integer.MAX_VALUE, () -> {}));
        var free = new Mailbox(backlog);
        assertTrue(free.offer(new Weighty(1000, () -> ran.add("ran"))));
        assertEquals(List.of("ran"), ran);
    }
}
