package dev.wingbeat.limit;

import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one topic that wait for a slow connection: some that its policy may drop, and others that it may not, in the
 * order in which they are to be sent. Internal seam; confined to the connection's loop.
 */
public final class SlowQueue {

    /** Hears of what is dropped. */
    public interface Watcher {

        /** Counts messages that were dropped, or that later ones took the place of. */
        void shed(int count);

        /** Returns the message that tells the client how many were dropped. */
        Frame notice(int dropped);
    }

    /** A message that waits, with its number in the order. */
    private record Waiting(long number, Frame frame) {}

    /** The identity of messages that replace each other. */
    private record Slot(String event, @Nullable Object value) {}

    private final SlowQueues all;
    private final SlowPolicy policy;
    private final Watcher watcher;

    /** The messages by slot, or by their own number; in the order in which they are to be sent. */
    private final Map<Object, Waiting> droppable = new LinkedHashMap<>(4);

    private final Queue<Waiting> kept = new ArrayDeque<>(2);
    private long number;
    private int dropped;

    SlowQueue(SlowQueues all, SlowPolicy policy, Watcher watcher) {
        this.all = all;
        this.policy = policy;
        this.watcher = watcher;
    }

    /** Sends a message, or does with it what the policy says. */
    public void send(String event, Payload payload, Frame frame) {
        if (isEmpty() && all.outlet().writable()) {
            all.outlet().send(frame);
            return;
        }
        switch (policy.kind()) {
            case DISCONNECT -> keep(frame);
            case VOLATILE -> watcher.shed(1);
            case LATEST -> add(slot(event, payload), frame);
            case DROP_OLDEST -> add(number, frame);
        }
    }

    /** Sends a message that must not be dropped, behind those that wait already. */
    public void keep(Frame frame) {
        if (isEmpty()) {
            all.outlet().send(frame);
            return;
        }
        kept.add(new Waiting(number++, frame));
        all.charge(frame);
        if (all.full()) {
            while (!isEmpty()) { // the connection itself knows when it is too much
                sendNext();
            }
            all.waitsNoMore(this);
        }
    }

    /** Sends what must not be dropped and drops the rest, since the channel has ended. */
    public void end() {
        if (isEmpty()) {
            return;
        }
        droppable.values().forEach(waiting -> all.release(waiting.frame()));
        shed(droppable.size());
        droppable.clear();
        dropped = 0;
        while (!kept.isEmpty()) {
            sendNext();
        }
        all.waitsNoMore(this);
    }

    boolean isEmpty() {
        return droppable.isEmpty() && kept.isEmpty() && dropped == 0;
    }

    /** Sends one message, and first how many are missing before it. */
    void sendNext() {
        if (dropped > 0) {
            int missing = dropped;
            dropped = 0;
            all.outlet().send(watcher.notice(missing));
        }
        Iterator<Waiting> oldest = droppable.values().iterator();
        Waiting mayGo = oldest.hasNext() ? oldest.next() : null;
        Waiting must = kept.peek();
        if (mayGo != null && (must == null || mayGo.number() < must.number())) {
            oldest.remove();
            send(mayGo);
        } else if (must != null) {
            kept.remove();
            send(must);
        }
    }

    private void send(Waiting next) {
        all.release(next.frame());
        all.outlet().send(next.frame());
    }

    private void add(Object slot, Frame frame) {
        Waiting before = droppable.remove(slot);
        if (before != null) {
            all.release(before.frame());
            shed(1);
        }
        droppable.put(slot, new Waiting(number++, frame));
        all.charge(frame);
        while (!droppable.isEmpty() && (droppable.size() > policy.max() || all.full())) {
            Iterator<Waiting> oldest = droppable.values().iterator();
            all.release(oldest.next().frame());
            oldest.remove();
            missing();
        }
        if (!isEmpty()) {
            all.waits(this);
        }
    }

    private void missing() {
        shed(1);
        if (policy.kind() == SlowPolicy.Kind.DROP_OLDEST) {
            dropped++;
        }
    }

    private void shed(int count) {
        if (count > 0) {
            watcher.shed(count);
        }
    }

    private Slot slot(String event, Payload payload) {
        String key = policy.key();
        boolean object = key != null && payload.isObject();
        return new Slot(event, object && payload.value() instanceof JsonObject json ? json.getValue(key) : null);
    }
}
