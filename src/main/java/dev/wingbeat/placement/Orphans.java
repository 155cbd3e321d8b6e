package dev.wingbeat.placement;

import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
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

    /** A room whose players wait: which activation they were in, and for how many ticks. */
    private record Waiting(Activation before, int ticks) {}

    private final NodeRooms rooms;
    private final Edge edge;
    private final Map<RoomKey, Waiting> waiting = new HashMap<>();

    Orphans(NodeRooms rooms, Edge edge) {
        this.rooms = rooms;
        this.edge = edge;
    }

    /** Looks whose owner is not among the nodes that are there. */
    void tick(Set<String> nodes) {
        var orphans = Set.copyOf(edge.orphans(nodes));
        waiting.entrySet()
                .removeIf(entry -> !orphans.contains(entry.getKey()) && back(entry.getKey(), entry.getValue()));
        for (RoomKey key : orphans) {
            Activation before = edge.activation(key);
            int ticks =
                    waiting.merge(key, new Waiting(before, 1), (old, one) -> new Waiting(before, old.ticks + 1)).ticks;
            Activation found = rooms.find(key);
            if (!found.equals(Activation.NONE)) {
                edge.follow(key, found);
            } else if (ticks == 1) {
                edge.channels(key).forEach(SeatChannel::pause);
            } else if (ticks > patience(key) && mayBeLost(key)) {
                edge.channels(key).forEach(SeatChannel::lose);
            }
        }
    }

    /** Lets players go on whose owner was only out of sight; those of a later activation are told by it. */
    private boolean back(RoomKey key, Waiting since) {
        if (edge.activation(key).equals(since.before)) {
            edge.channels(key).forEach(SeatChannel::rejoin);
        }
        return true;
    }

    /** Returns for how long a successor is waited for: by those who are cut off as long as the others hold their seats. */
    private int patience(RoomKey key) {
        RoomKind kind = rooms.kind(key.kind());
        return PATIENCE_TICKS
                + (kind == null || !rooms.members().areFew()
                        ? 0
                        : (int) (kind.options().seatHold().toMillis() / NodeRooms.TICK_MILLIS));
    }

    /** Returns whether a room that is not here may be nowhere: not while the majority of the nodes may have it. */
    private boolean mayBeLost(RoomKey key) {
        RoomKind kind = rooms.kind(key.kind());
        return kind == null || rooms.quorum().allows(kind);
    }
}
