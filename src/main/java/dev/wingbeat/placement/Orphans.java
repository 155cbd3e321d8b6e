package dev.wingbeat.placement;

import dev.wingbeat.room.RoomKey;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The rooms of players of this node whose owner is gone: their players are told to wait, and then where the room is, or that it is
 * lost. Confined to the timer that calls it.
 */
final class Orphans {

    /** For how many ticks a successor is waited for. */
    private static final int PATIENCE_TICKS = 20;

    private final NodeRooms rooms;
    private final Edge edge;
    private final Map<RoomKey, Integer> waiting = new HashMap<>();

    Orphans(NodeRooms rooms, Edge edge) {
        this.rooms = rooms;
        this.edge = edge;
    }

    /** Looks whose owner is not among the nodes that are there. */
    void tick(Set<String> nodes) {
        var orphans = Set.copyOf(edge.orphans(nodes));
        waiting.keySet().retainAll(orphans);
        for (RoomKey key : orphans) {
            int ticks = waiting.merge(key, 1, Integer::sum);
            Activation found = rooms.find(key);
            if (!found.equals(Activation.NONE)) {
                edge.follow(key, found);
            } else if (ticks == 1) {
                edge.channels(key).forEach(SeatChannel::pause);
            } else if (ticks > PATIENCE_TICKS) {
                edge.channels(key).forEach(SeatChannel::lose);
            }
        }
    }
}
