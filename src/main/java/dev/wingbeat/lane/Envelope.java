package dev.wingbeat.lane;

import java.util.List;

/**
 * Everything that one node sent on one lane in one go.
 *
 * @param origin the name of the sending node
 * @param generation tells one life of the origin from the next
 * @param lane the lane it was sent on
 * @param sequence the number of the first item; the origin counts its items on each lane, from 0
 * @param items in the order they were sent, but for those that could not be read
 * @param rejected how many could not be read; what follows one whose length is not known counts as one with it
 */
record Envelope(String origin, long generation, int lane, long sequence, List<LaneItem> items, int rejected) {

    /** Returns how many items there were, as far as can be told. */
    int count() {
        return items.size() + rejected;
    }
}
