package dev.wingbeat.roomloop;

import java.util.Collection;

/**
 * The load of the rooms of a loop, or of all loops of a node. Internal seam.
 *
 * @param busy the share of its time that it has computed in the last second, of several loops on average
 * @param rooms how many rooms there are
 * @param young how many of them have come since, and are not in {@code busy}
 */
public record LoopLoad(double busy, int rooms, int young) {

    static final LoopLoad NONE = new LoopLoad(0, 0, 0);

    /** Returns that of a node with some loops. */
    public static LoopLoad of(Collection<RoomLoop> loops) {
        double busy = 0;
        int rooms = 0;
        int young = 0;
        for (RoomLoop loop : loops) {
            LoopLoad one = loop.load();
            busy += one.busy;
            rooms += one.rooms;
            young += one.young;
        }
        return new LoopLoad(busy / Math.max(1, loops.size()), rooms, young);
    }
}
