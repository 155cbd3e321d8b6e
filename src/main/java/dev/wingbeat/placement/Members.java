package dev.wingbeat.placement;

import dev.wingbeat.lane.Lanes;
import dev.wingbeat.room.RoomKey;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The nodes, as this one sees them. May be used from any thread, except {@link #look}. */
final class Members {

    private final Lanes lanes;
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    private Set<String> seen = Set.of();

    Members(Lanes lanes) {
        this.lanes = lanes;
    }

    /** Looks who is there: tells who has gone since the last time, and whether anything is different. */
    void look(Consumer<String> gone, Runnable changed) {
        Set<String> before = seen;
        seen = Set.copyOf(lanes.otherNodes());
        leaving.retainAll(seen);
        before.stream().filter(node -> !seen.contains(node)).forEach(gone);
        if (!before.equals(seen)) {
            changed.run();
        }
    }

    /** Returns the names of the nodes that are there, this one among them. */
    Set<String> present() {
        Set<String> present = new HashSet<>(lanes.otherNodes());
        present.add(lanes.nodeName());
        return present;
    }

    /** Returns the names of the nodes that may own rooms, this one among them. */
    Set<String> hubs() {
        Set<String> hubs = otherHubs();
        hubs.add(lanes.nodeName());
        return hubs;
    }

    /** Returns the node that is to go on with a room of this node, null when there is none. */
    @Nullable
    String backup(RoomKey key) {
        Set<String> others = otherHubs();
        return others.isEmpty() ? null : Rendezvous.first(others, key.topic());
    }

    /** Learns that a node stops: it gets no more rooms. */
    void leaves(String node) {
        leaving.add(node);
    }

    /** Returns the names of the nodes that stop. */
    Set<String> leaving() {
        return leaving;
    }

    /** Returns the names of the other nodes that may own rooms: hubs that do not stop. */
    Set<String> otherHubs() {
        Set<String> others = new HashSet<>(lanes.presentHubs());
        others.removeAll(leaving);
        return others;
    }
}
