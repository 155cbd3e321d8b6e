package dev.wingbeat.crdt;

import java.util.List;

/**
 * Internal seam: what a merge has changed, in the order of dots. An update is in both lists.
 *
 * @param <V> what entries tell
 * @param joins the entries that came alive
 * @param leaves the entries that died
 */
public record Merge<V>(List<Entry<V>> joins, List<Entry<V>> leaves) {

    /** Copies the lists. */
    public Merge {
        joins = List.copyOf(joins);
        leaves = List.copyOf(leaves);
    }

    /** Returns whether nothing has changed. */
    public boolean isEmpty() {
        return joins.isEmpty() && leaves.isEmpty();
    }
}
