package dev.wingbeat.room;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
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
    private final ToLongFunction<? super I> weigher;
    private List<Waiting<I>> waiting = new ArrayList<>();

    /** The rest of what is being handed over. */
    private Iterator<Waiting<I>> draining = Collections.emptyIterator();

    private final Map<Slot<P>, Waiting<I>> slots = new HashMap<>();
    private final Map<P, Integer> counts = new HashMap<>();
    private long weight;

    /**
     * Makes an empty queue.
     *
     * @param latest of which events the latest counts only
     * @param weigher says how much an input weighs
     */
    public InputQueue(int capacity, int perPlayer, Predicate<String> latest, ToLongFunction<? super I> weigher) {
        this.capacity = capacity;
        this.perPlayer = perPlayer;
        this.latest = latest;
        this.weigher = weigher;
    }

    /** Adds an input; false when the queue is full, or the player's share of it. */
    public boolean offer(P player, String event, I input) {
        Slot<P> slot = latest.test(event) ? new Slot<>(player, event) : null;
        Waiting<I> earlier = slot == null ? null : slots.get(slot);
        if (earlier != null) {
            weight += weigher.applyAsLong(input) - weigher.applyAsLong(earlier.input);
            earlier.input = input;
            return true;
        }
        if (waiting.size() >= capacity || counts.getOrDefault(player, 0) >= perPlayer) {
            return false;
        }
        var added = new Waiting<>(input);
        waiting.add(added);
        weight += weigher.applyAsLong(input);
        counts.merge(player, 1, Integer::sum);
        if (slot != null) {
            slots.put(slot, added);
        }
        return true;
    }

    /** Returns how much the inputs weigh together. */
    public long weight() {
        return weight;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Hands over what is there, and begins anew: what is added meanwhile waits for the next time. A handler that calls this has the rest
     * handed over to another one.
     */
    public void drain(Consumer<I> handler) {
        handOver(draining, handler);
        if (waiting.isEmpty()) {
            return;
        }
        Iterator<Waiting<I>> drained = waiting.iterator();
        draining = drained;
        waiting = new ArrayList<>();
        weight = 0;
        slots.clear();
        counts.clear();
        handOver(drained, handler);
        draining = Collections.emptyIterator(); // what it has handed over is not kept
    }

    private static <I> void handOver(Iterator<Waiting<I>> inputs, Consumer<I> handler) {
        while (inputs.hasNext()) {
            handler.accept(inputs.next().input);
        }
    }
}
