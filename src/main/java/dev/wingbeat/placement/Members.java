package dev.wingbeat.placement;

import dev.wingbeat.lane.Lanes;
import dev.wingbeat.room.RoomInput;
import dev.wingbeat.room.RoomKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The nodes, as this one sees them. May be used from any thread, except {@link #look}. */
final class Members {

    /** Longer than it takes until a room is gone on with. */
    private static final long JUST_NANOS = Duration.ofSeconds(5).toNanos();

    /** For how long a node that is gone is missed. */
    private static final long MISSED_NANOS = Duration.ofMinutes(1).toNanos();

    private final Lanes lanes;
    private final Set<String> leaving = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> lost = new ConcurrentHashMap<>();
    private final Set<String> met = ConcurrentHashMap.newKeySet();
    private volatile Set<String> seen = Set.of();

    Members(Lanes lanes) {
        this.lanes = lanes;
    }

    /** Looks who is there: tells who has gone since the last time, who has come, and whether anything is different. */
    void look(Consumer<String> gone, Consumer<String> come, Runnable changed) {
        Set<String> before = seen;
        long now = System.nanoTime();
        lost.values().removeIf(at -> now - at > MISSED_NANOS);
        if (before.equals(lanes.otherNodes()) && met.isEmpty()) {
            return;
        }
        Set<String> known = new HashSet<>(before);
        known.addAll(met);
        met.removeAll(known);
        seen = lanes.otherNodes();
        known.stream().filter(node -> !seen.contains(node)).forEach(node -> {
            if (!leaving.contains(node)) {
                lost.put(node, now);
            }
            gone.accept(node);
        });
        lost.keySet().removeAll(seen);
        leaving.retainAll(seen);
        seen.stream().filter(node -> !before.contains(node)).forEach(come);
        if (!before.equals(seen)) {
            changed.run();
        }
    }

    /** Notes a node that sends a player to a room here: it may come and go between two looks. */
    void heard(String node, RoomInput input) {
        if (input instanceof RoomInput.Join) {
            met.add(node);
        }
    }

    /** Returns whether somebody has gone just now, without saying so: some other node may be about to go on with its rooms. */
    boolean haveJustLost() {
        long now = System.nanoTime();
        return lost.values().stream().anyMatch(at -> now - at < JUST_NANOS)
                || !lanes.otherNodes().containsAll(seen);
    }

    /** Returns whether more nodes are missing than are there: this one rather is cut off than the only one alive. */
    boolean areFew() {
        return lost.size() > 1 + lanes.otherNodes().size();
    }

    /** Returns the names of the nodes that are there, this one among them. */
    Set<String> present() {
        Set<String> present = new HashSet<>(lanes.otherNodes());
        present.add(lanes.nodeName());
        return present;
    }

    /** Returns the names of the nodes that may own rooms, this one among them. */
    Set<String> hubs() {
        Set<String> hubs = new HashSet<>(otherHubs());
        hubs.add(lanes.nodeName());
        return hubs;
    }

    /** Returns the node that is to go on with a room of this node, null when there is none. */
    @Nullable
    String backup(RoomKey key) {
        Set<String> others = otherHubs();
        return others.isEmpty() ? null : Rendezvous.first(others, key.topic());
    }

    /** Notes that a node stops: it gets no more rooms. */
    void leaves(String node) {
        leaving.add(node);
    }

    /** Returns the names of the nodes that stop. */
    Set<String> leaving() {
        return leaving;
    }

    /** Returns the names of the other nodes that may own rooms: hubs that do not stop. */
    Set<String> otherHubs() {
        Set<String> hubs = lanes.presentHubs();
        return leaving.isEmpty()
                ? hubs
                : hubs.stream().filter(hub -> !leaving.contains(hub)).collect(Collectors.toUnmodifiableSet());
    }
}
