package dev.wingbeat.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one client that wait for replies, and the deadlines of all that wait for anything: one timer, armed for the
 * earliest of them. Confined to the client's loop.
 */
final class PendingPushes {

    private final ClientLoop loop;
    private final Map<String, PendingPush> byRef = new HashMap<>();
    private final Queue<PendingPush> byDeadline =
            new PriorityQueue<>((one, other) -> Long.compare(one.deadline - other.deadline, 0));
    private long armedFor = Long.MAX_VALUE;
    private boolean armed;

    PendingPushes(ClientLoop loop) {
        this.loop = loop;
    }

    /** Gives a message up at its deadline, unless it is done by then. */
    void watch(PendingPush push) {
        byDeadline.add(push);
        arm();
    }

    /** Waits for a reply to a message that is sent now. */
    void sent(String ref, PendingPush push) {
        byRef.put(ref, push);
    }

    /** Returns the message that a reply is for, once; null when nobody waits for it any more. */
    @Nullable
    PendingPush answered(@Nullable String ref) {
        PendingPush push = ref == null ? null : byRef.remove(ref);
        if (push != null) {
            byDeadline.remove(push);
        }
        return push;
    }

    /** Fails the messages of a topic that were sent, or of all topics. */
    void fail(@Nullable String topic, Disconnect reason) {
        List<PendingPush> failed = new ArrayList<>();
        byRef.values().removeIf(push -> (topic == null || push.topic.equals(topic)) && failed.add(push));
        failed.forEach(push -> push.fail(new DisconnectedException(push.label(), reason)));
    }

    private void arm() {
        PendingPush earliest = byDeadline.peek();
        if (earliest == null || (armed && armedFor - earliest.deadline <= 0)) {
            return;
        }
        armed = true;
        armedFor = earliest.deadline;
        long deadline = earliest.deadline;
        loop.executeAfter(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())), () -> expire(deadline));
    }

    private void expire(long timer) {
        if (armedFor == timer) {
            armed = false;
        }
        for (PendingPush push = byDeadline.peek();
                push != null && (push.done() || push.deadline - System.nanoTime() <= 0);
                push = byDeadline.peek()) {
            byDeadline.remove();
            push.fail(new TimedOutException(push.label(), push.timeout));
        }
        byRef.values().removeIf(PendingPush::done);
        arm();
    }
}
