package dev.wingbeat.roomloop;

import dev.wingbeat.connection.TimerRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What the rooms of a loop are to do at a time, in the order of the times. Confined to the loop. */
final class RoomTimers {

    /** Something to do at a time, perhaps behind a gate. */
    private static final class Timed implements TimerRef {
        private final long at;
        private final long order;
        private final @Nullable RoomGate gate;
        private @Nullable Runnable task;

        Timed(long at, long order, Runnable task, @Nullable RoomGate gate) {
            this.at = at;
            this.order = order;
            this.task = task;
            this.gate = gate;
        }

        @Override
        public void cancel() {
            task = null;
        }

        boolean isOver() {
            return task == null || (gate != null && gate.hasEnded());
        }
    }

    private final PriorityQueue<Timed> waiting = new PriorityQueue<>(
            Comparator.<Timed>comparingLong(timed -> timed.at).thenComparingLong(timed -> timed.order));

    /** The tasks that are due behind a closed gate. */
    private final List<Timed> parked = new ArrayList<>();

    private long orders;

    /** Adds a task, to be run at a time, or when the gate is open again. */
    TimerRef add(long at, Runnable task, @Nullable RoomGate gate) {
        var timed = new Timed(at, orders++, task, gate);
        waiting.add(timed);
        return timed;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Returns when the first is due. */
    long first() {
        return waiting.element().at;
    }

    /** Removes and returns the first task that is due and may run, null without one. */
    @Nullable
    Runnable poll(long now) {
        for (Timed first = waiting.peek(); first != null && first.at - now <= 0; first = waiting.peek()) {
            waiting.remove();
            if (first.isOver()) {
                continue;
            }
            if (first.gate == null || !first.gate.isClosed()) {
                return first.task;
            }
            parked.add(first);
        }
        return null;
    }

    /** Lets what waited behind gates be due again. */
    void release() {
        waiting.addAll(parked);
        parked.clear();
    }

    /** Forgets what has been cancelled, and that of rooms that have ended: it may be due in an hour. */
    void sweep() {
        waiting.removeIf(Timed::isOver);
        parked.removeIf(Timed::isOver);
    }
}
