package dev.wingbeat.limit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Counts the connections that each socket id has with a node. May be used from any thread. Internal seam. */
public final class IdLimit {

    /** The place of one connection, until it is given back. */
    public final class Seat {

        private final String id;
        private @Nullable Runnable close;
        private boolean evicted;

        private Seat(String id) {
            this.id = id;
        }

        /** Names what closes the connection, from any thread, when another one is to have its place. */
        public void occupy(Runnable closing) {
            boolean[] late = {false};
            seats.compute(id, (same, taken) -> { // under the lock of the id
                close = closing;
                late[0] = evicted;
                return taken;
            });
            if (late[0]) {
                closing.run();
            }
        }

        /** Gives the seat back. */
        public void release() {
            seats.computeIfPresent(id, (same, taken) -> {
                taken.remove(this);
                return taken.isEmpty() ? null : taken;
            });
        }
    }

    private final Map<String, Deque<Seat>> seats = new ConcurrentHashMap<>();

    /** Gives a connection of a socket id its seat; null when the id has as many as it may. */
    public @Nullable Seat enter(String id, int max, WhenFull whenFull) {
        var seat = new Seat(id);
        boolean[] refused = {false};
        Runnable[] close = {() -> {}};
        seats.compute(id, (same, known) -> {
            Deque<Seat> taken = known == null ? new ArrayDeque<>(2) : known;
            if (taken.size() >= max && whenFull == WhenFull.REFUSE) {
                refused[0] = true;
                return taken;
            }
            if (taken.size() >= max) {
                Seat oldest = taken.remove();
                oldest.evicted = true;
                close[0] = oldest.close == null ? close[0] : oldest.close;
            }
            taken.add(seat);
            return taken;
        });
        close[0].run();
        return refused[0] ? null : seat;
    }

    /** Returns how many ids have connections. */
    public int size() {
        return seats.size();
    }
}
