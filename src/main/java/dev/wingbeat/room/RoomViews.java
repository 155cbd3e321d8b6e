package dev.wingbeat.room;

import static java.util.Objects.requireNonNullElse;

import dev.wingbeat.protocol.Payload;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The states that players follow: one of all, one of each group, one of each player, merged on their side. Whoever follows is sent
 * what has changed in those that concern it; who does not is sent everything. Confined to the room's thread.
 */
final class RoomViews {

    /** The content of a patch and whom it is for: those who have the same version and are sent the same. */
    private record Audience(long base, @Nullable String group) {}

    private record Patch(Payload payload, List<Seat> seats) {}

    private enum Part {
        PUBLIC,
        GROUP,
        PRIVATE
    }

    private final int maxState;
    private final Runnable check;
    private final Map<String, Part> keys = new HashMap<>();
    private final RoomState common;
    private final Map<String, RoomState> groups = new HashMap<>();
    private int weight;
    private long version;

    /** Makes empty states, which {@code check} guards against other threads. */
    RoomViews(int maxState, Runnable check) {
        this.maxState = maxState;
        this.check = check;
        this.common = new RoomState(new PartRules(Part.PUBLIC));
    }

    private final class PartRules implements RoomState.Rules {
        private final Part part;

        PartRules(Part part) {
            this.part = part;
        }

        @Override
        public void check() {
            check.run();
        }

        @Override
        public void claim(String key) {
            Part other = keys.putIfAbsent(key, part);
            if (other != null && other != part) {
                throw new IllegalArgumentException(
                        "state." + key + ": in the " + other + " part (expected: each key in one part)");
            }
        }

        @Override
        public void grow(int bytes) {
            if (bytes > 0 && weight + bytes > maxState) {
                throw new IllegalArgumentException(
                        "state: " + (weight + bytes) + " bytes (expected: <= maxState " + maxState + ")");
            }
            weight += bytes;
        }
    }

    RoomState common() {
        return common;
    }

    RoomState group(String name) {
        return groups.computeIfAbsent(name, ignored -> new RoomState(new PartRules(Part.GROUP)));
    }

    /** Makes the state of one player. */
    RoomState newPrivate() {
        return new RoomState(new PartRules(Part.PRIVATE));
    }

    /** Forgets the state of a player whose seat is free again. */
    void forget(Seat seat) {
        weight -= seat.state().weight() - 2;
    }

    /** Returns about how many bytes they have together. */
    int weight() {
        return weight;
    }

    long version() {
        return version;
    }

    /** Returns everything that a player sees. */
    Map<String, Object> of(Seat seat) {
        Map<String, Object> all = common.toMap();
        RoomState group = groupOf(seat);
        if (group != null) {
            all.putAll(group.toMap());
        }
        all.putAll(seat.state().toMap());
        return all;
    }

    private @Nullable RoomState groupOf(Seat seat) {
        return seat.group() == null ? null : groups.get(seat.group());
    }

    /** Returns whether there is something to send. */
    boolean isChanged(Collection<Seat> seats) {
        return common.isChanged()
                || groups.values().stream().anyMatch(RoomState::isChanged)
                || seats.stream()
                        .anyMatch(seat -> seat.state().isChanged() || (seat.link() != null && !seat.isFollowing()));
    }

    /**
     * Sends what has changed since the last time to those whom it concerns.
     *
     * @param header what patches begin with: the tick and the time
     * @param send is given who is sent which payload
     */
    void flush(Collection<Seat> seats, Map<String, Object> header, BiConsumer<List<Seat>, Payload> send) {
        Map<String, @Nullable Object> ofAll = common.takePatch();
        Map<String, Map<String, @Nullable Object>> ofGroups = new HashMap<>();
        groups.forEach((name, group) -> {
            if (group.isChanged()) {
                ofGroups.put(name, group.takePatch());
            }
        });
        version++;
        Map<Audience, Patch> patches = new LinkedHashMap<>();
        for (Seat seat : seats) {
            Map<String, @Nullable Object> own =
                    seat.state().isChanged() ? seat.state().takePatch() : Map.of();
            Map<String, @Nullable Object> ofGroup =
                    ofGroups.getOrDefault(requireNonNullElse(seat.group(), ""), Map.of());
            if (!seat.isFollowing() || (ofAll.isEmpty() && ofGroup.isEmpty() && own.isEmpty())) {
                continue;
            }
            if (own.isEmpty()) {
                var audience = new Audience(seat.version(), ofGroup.isEmpty() ? null : seat.group());
                patches.computeIfAbsent(
                                audience,
                                ignored -> new Patch(
                                        patch(header, seat.version(), List.of(ofAll, ofGroup)), new ArrayList<>()))
                        .seats()
                        .add(seat);
            } else {
                send.accept(List.of(seat), patch(header, seat.version(), List.of(ofAll, ofGroup, own)));
            }
            seat.follows(version);
        }
        patches.values().forEach(patch -> send.accept(patch.seats(), patch.payload()));
    }

    private Payload patch(Map<String, Object> header, long base, List<Map<String, @Nullable Object>> parts) {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        parts.forEach(changes::putAll);
        Map<String, Object> patch = new LinkedHashMap<>();
        patch.put("v", version);
        patch.put("b", base);
        patch.putAll(header);
        patch.put("p", changes);
        return Payload.of(patch);
    }
}
