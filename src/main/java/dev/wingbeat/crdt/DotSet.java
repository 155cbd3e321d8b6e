package dev.wingbeat.crdt;

import java.util.Arrays;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Internal seam: counters of one replica, kept as ranges. Immutable. {@code 1..n} is one range, whatever {@code n}; a
 * gap makes one more.
 */
public final class DotSet {

    /** The highest counter there can be. */
    public static final long MAX = Long.MAX_VALUE - 1;

    /** The empty set. */
    public static final DotSet EMPTY = new DotSet(new long[0]);

    /** First and last counter of each range, ascending; a counter at least lies between two ranges. */
    private final long[] bounds;

    private DotSet(long[] bounds) {
        this.bounds = bounds;
    }

    /** Receives the ranges of {@link #forEachRange}. */
    @FunctionalInterface
    public interface RangeConsumer {

        /** Receives one range, both ends included. */
        void accept(long from, long to);
    }

    /** Makes the set of all counters from one to another, both included; empty if {@code to} is {@code from - 1}. */
    public static DotSet range(long from, long to) {
        if (from < 1 || to < from - 1 || to > MAX) {
            throw new IllegalArgumentException(
                    "range: " + from + ".." + to + " (expected: ascending within 1.." + MAX + ')');
        }
        return to < from ? EMPTY : new DotSet(new long[] {from, to});
    }

    /** Makes the set of some counters, in any order. */
    public static DotSet of(long... counters) {
        var sorted = counters.clone();
        Arrays.sort(sorted);
        var ranges = new Ranges(sorted.length);
        for (long counter : sorted) {
            ranges.add(counter, counter);
        }
        return ranges.toSet();
    }

    /** Makes the set of some ranges: first and last counter of each, ascending, as {@link #forEachRange} tells them. */
    public static DotSet ofRanges(long... bounds) {
        if (bounds.length % 2 != 0) {
            throw new IllegalArgumentException("bounds: " + bounds.length + " (expected: an even number)");
        }
        var ranges = new Ranges(bounds.length / 2);
        for (int i = 0; i < bounds.length; i += 2) {
            if (i > 0 && bounds[i] < bounds[i - 1]) {
                throw new IllegalArgumentException(
                        "bounds: " + bounds[i] + " after " + bounds[i - 1] + " (expected: ascending)");
            }
            ranges.add(bounds[i], bounds[i + 1]);
        }
        return ranges.toSet();
    }

    /** Returns whether a counter is in here. */
    public boolean contains(long counter) {
        int at = Arrays.binarySearch(bounds, counter);
        return at >= 0 || (-at - 1) % 2 == 1;
    }

    /** Returns whether no counter is in here. */
    public boolean isEmpty() {
        return bounds.length == 0;
    }

    /** Returns the highest counter, 0 if there is none. */
    public long max() {
        return isEmpty() ? 0 : bounds[bounds.length - 1];
    }

    /** Returns how many ranges this takes. */
    public int ranges() {
        return bounds.length / 2;
    }

    /** Tells all ranges, ascending. */
    public void forEachRange(RangeConsumer consumer) {
        for (int i = 0; i < bounds.length; i += 2) {
            consumer.accept(bounds[i], bounds[i + 1]);
        }
    }

    /** Returns the counters of either. */
    public DotSet union(DotSet other) {
        var union = new Ranges(ranges() + other.ranges());
        int mine = 0;
        int theirs = 0;
        while (mine < bounds.length || theirs < other.bounds.length) {
            if (theirs == other.bounds.length || (mine < bounds.length && bounds[mine] <= other.bounds[theirs])) {
                union.add(bounds[mine], bounds[mine + 1]);
                mine += 2;
            } else {
                union.add(other.bounds[theirs], other.bounds[theirs + 1]);
                theirs += 2;
            }
        }
        return union.toSet();
    }

    /** Returns the counters of both. */
    public DotSet intersect(DotSet other) {
        var both = new Ranges(ranges() + other.ranges());
        int mine = 0;
        int theirs = 0;
        while (mine < bounds.length && theirs < other.bounds.length) {
            long from = Math.max(bounds[mine], other.bounds[theirs]);
            long to = Math.min(bounds[mine + 1], other.bounds[theirs + 1]);
            if (from <= to) {
                both.add(from, to);
            }
            if (bounds[mine + 1] == to) {
                mine += 2;
            } else {
                theirs += 2;
            }
        }
        return both.toSet();
    }

    /** Returns the counters of this that the other has not. */
    public DotSet minus(DotSet other) {
        return intersect(other.complement());
    }

    private DotSet complement() {
        var others = new Ranges(ranges() + 1);
        long next = 1;
        for (int i = 0; i < bounds.length; i += 2) {
            if (next < bounds[i]) {
                others.add(next, bounds[i] - 1);
            }
            next = bounds[i + 1] + 1;
        }
        if (next <= MAX) {
            others.add(next, MAX);
        }
        return others.toSet();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DotSet set && Arrays.equals(bounds, set.bounds);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bounds);
    }

    @Override
    public String toString() {
        var text = new StringJoiner(", ", "{", "}");
        forEachRange((from, to) -> text.add(from == to ? String.valueOf(from) : from + ".." + to));
        return text.toString();
    }

    /** Collects ranges by ascending first counters, and closes those that meet. */
    private static final class Ranges {
        private final long[] bounds;
        private int length;

        Ranges(int capacity) {
            bounds = new long[capacity * 2];
        }

        void add(long from, long to) {
            if (from < 1 || to < from || to > MAX) {
                throw new IllegalArgumentException(
                        "range: " + from + ".." + to + " (expected: ascending within 1.." + MAX + ')');
            }
            if (length > 0 && from <= bounds[length - 1] + 1) {
                bounds[length - 1] = Math.max(bounds[length - 1], to);
            } else {
                bounds[length++] = from;
                bounds[length++] = to;
            }
        }

        DotSet toSet() {
            return length == 0 ? EMPTY : new DotSet(length == bounds.length ? bounds : Arrays.copyOf(bounds, length));
        }
    }
}
