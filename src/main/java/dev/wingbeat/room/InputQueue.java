package dev.wingbeat.room;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * The inputs of players since the last tick, in the order of arrival. Of an event that counts with its latest value only, each
 * player has one slot, which keeps its place. Internal seam; not thread-safe.
 *
 * @param <P> what tells players apart
 * @param <I> an input
 */
public final class InputQueue<P, I> {

    private record Slot<P>(P player, String event) {}

    private static final class Waiting<I> {
        private I input;

        Waiting(I input) {
            this.input = input;
        }
    }

    private final int capacity;
    private final int perPlayer;
    private final Predicate<String> latest;
    private List<Waiting<I>> waiting = new ArrayList<>();
    private final Map<Slot<P>, Waiting<I>> slots = new HashMap<>();
    private final Map<P, Integer> counts = new HashMap<>();

    /**
     * Makes an empty queue.
     *
     * @param latest of which events the latest counts only
     */
    public InputQueue(int capacity, int perPlayer, Predicate<String> latest) {
        this.capacity = capacity;
        this.perPlayer = perPlayer;
        this.latest = latest;
    }

    /** Adds an input; false when the queue is full, or the player's share of it. */
    public boolean offer(P player, String event, I input) {
        Slot<P> slot = latest.test(event) ? new Slot<>(player, event) : null;
        Waiting<I> earlier = slot == null ? null : slots.get(slot);
        if (earlier != null) {
            earlier.input = input;
            return true;
        }
        if (waiting.size() >= capacity || counts.getOrDefault(player, 0) >= perPlayer) {
            return false;
        }
        var added = new Waiting<>(input);
        waiting.add(added);
        counts.merge(player, 1, Integer::sum);
        if (slot != null) {
            slots.put(slot, added);
        }
        return true;
    }

    /** Returns the sum of what the inputs weigh. */
    public long sum(ToLongFunction<? super I> weight) {
        return waiting.stream().mapToLong(one -> weight.applyAsLong(one.input)).sum();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Hands over what is there, and begins anew: what is added meanwhile waits for the next time. */
    public void drain(Consumer<I> handler) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Waiting<I>> drained = waiting;
        waiting = new ArrayList<>();
        slots.clear();
        counts.clear();
        drained.forEach(one -> handler.accept(one.input));
    }
}
