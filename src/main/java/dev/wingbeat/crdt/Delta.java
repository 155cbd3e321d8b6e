package dev.wingbeat.crdt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Internal seam: a state or a part of one, which says: of the dots in its context exactly those with an entry are
 * alive. An addition is a dot and its entry, a removal a dot alone. Immutable.
 *
 * @param <V> what entries tell
 * @param context the dots that this speaks of
 * @param entries those alive, in the order of dots, each once and each in the context
 */
public record Delta<V>(CausalContext context, List<Entry<V>> entries) {

    /** Copies and sorts the entries. */
    public Delta {
        entries = sorted(entries);
        for (int i = 0; i < entries.size(); i++) {
            var dot = entries.get(i).dot();
            if (!context.contains(dot)) {
                throw new IllegalArgumentException("entry: " + dot + " (expected: a dot of the context)");
            }
            if (i > 0 && dot.equals(entries.get(i - 1).dot())) {
                throw new IllegalArgumentException("entry: " + dot + " twice (expected: once)");
            }
        }
    }

    /** Makes the delta that says nothing. */
    public static <V> Delta<V> empty() {
        return new Delta<>(CausalContext.EMPTY, List.of());
    }

    /** Joins any number of deltas, in less time than one after the other. */
    public static <V> Delta<V> join(List<Delta<V>> deltas) {
        int size = deltas.size();
        return switch (size) {
            case 0 -> empty();
            case 1 -> deltas.getFirst();
            default -> join(deltas.subList(0, size / 2)).join(join(deltas.subList(size / 2, size)));
        };
    }

    /** Returns whether this says nothing. */
    public boolean isEmpty() {
        return context.isEmpty();
    }

    /** Joins two deltas: alive is what both have, and what one has that the other does not cover. */
    public Delta<V> join(Delta<V> other) {
        var joined = new ArrayList<Entry<V>>(entries.size() + other.entries.size());
        int theirs = 0;
        for (var entry : entries) {
            while (theirs < other.entries.size() && compare(other.entries.get(theirs), entry) < 0) {
                addUnlessDead(other.entries.get(theirs++), context, joined);
            }
            if (theirs < other.entries.size() && other.entries.get(theirs).equals(entry)) {
                joined.add(entry);
                theirs++;
            } else {
                addUnlessDead(entry, other.context, joined);
            }
        }
        for (var entry : other.entries.subList(theirs, other.entries.size())) {
            addUnlessDead(entry, context, joined);
        }
        return new Delta<>(context.union(other.context), joined);
    }

    private static <V> void addUnlessDead(Entry<V> entry, CausalContext context, List<Entry<V>> joined) {
        if (!context.contains(entry.dot())) {
            joined.add(entry);
        }
    }

    private static int compare(Entry<?> one, Entry<?> other) {
        return one.dot().compareTo(other.dot());
    }

    private static <V> List<Entry<V>> sorted(List<Entry<V>> entries) {
        for (int i = 1; i < entries.size(); i++) {
            if (compare(entries.get(i - 1), entries.get(i)) > 0) {
                var sorted = new ArrayList<>(entries);
                sorted.sort(Comparator.comparing(Entry::dot));
                return List.copyOf(sorted);
            }
        }
        return List.copyOf(entries);
    }
}
