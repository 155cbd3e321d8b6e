package dev.wingbeat.crdt;

import java.util.Comparator;

/**
 * Internal seam: the birth of one entry.
 *
 * @param replica which replica made it
 * @param counter the how-manyeth of its replica it is, from 1
 */
public record Dot(ReplicaId replica, long counter) implements Comparable<Dot> {

    private static final Comparator<Dot> ORDER =
            Comparator.comparing(Dot::replica).thenComparingLong(Dot::counter);

    /** Checks that the counter is one. */
    public Dot {
        if (counter < 1 || counter > DotSet.MAX) {
            throw new IllegalArgumentException("counter: " + counter + " (expected: 1 to " + DotSet.MAX + ')');
        }
    }

    @Override
    public int compareTo(Dot other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return replica + "#" + counter;
    }
}
