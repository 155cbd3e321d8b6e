package dev.wingbeat.room;

import dev.wingbeat.protocol.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /** What a state has together with the others that a player sees, which it asks before it changes. */
    interface Rules {

        /** Allows everything. */
        Rules NONE = new Rules() {};

        /** Refuses a caller that is not on the room's thread. */
        default void check() {}

        /** Refuses a key at the top that another part of what players see has, by an {@link IllegalArgumentException}. */
        default void check(String key) {}

        /** Notes that a key is put at the top. */
        default void claim(String key) {}

        /** Notes that players are told that a key is gone from the top. */
        default void release(String key) {}

        /** Notes that the state grows, or shrinks when negative; refuses it as {@link #check(String)} when it would be too large. */
        default void grow(int bytes) {}

        /** Notes that nobody follows the state any more: the keys that it has claimed, and by how much it has grown. */
        default void end(Set<String> keys, int bytes) {}
    }

    private static final int HEAD_LENGTH = 80;

    private enum Part {
        PUBLIC,
        GROUP,
        PRIVATE
    }

    private final int maxState;
    private final Runnable check;
    private final Map<String, Claim> keys = new HashMap<>();
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

    /** A key, and how many states of the part have it. */
    private static final class Claim {
        private final Part part;
        private int states;

        Claim(Part part) {
            this.part = part;
        }
    }

    private final class PartRules implements Rules {
        private final Part part;
        private boolean ended;

        PartRules(Part part) {
            this.part = part;
        }

        @Override
        public void check() {
            check.run();
        }

        @Override
        public void check(String key) {
            Claim other = keys.get(key);
            if (other != null && other.part != part && !ended) {
                throw new IllegalArgumentException(
                        "state." + key + ": in the " + other.part + " part (expected: each key in one part)");
            }
        }

        @Override
        public void claim(String key) {
            if (!ended) {
                keys.computeIfAbsent(key, ignored -> new Claim(part)).states++;
            }
        }

        @Override
        public void release(String key) {
            if (!ended) {
                keys.computeIfPresent(key, (ignored, claim) -> --claim.states == 0 ? null : claim);
            }
        }

        @Override
        public void grow(int bytes) {
            if (ended) {
                return;
            }
            if (bytes > 0 && weight + bytes > maxState) {
                throw new IllegalArgumentException(
                        "state: " + (weight + bytes) + " bytes (expected: <= maxState " + maxState + ")");
            }
            weight += bytes;
        }

        @Override
        public void end(Set<String> claimed, int bytes) {
            if (!ended) {
                claimed.forEach(this::release);
                weight -= bytes;
                ended = true;
            }
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

    /** Forgets the state of a player whose seat is free again; the application may still have it, and change it. */
    void forget(Seat seat) {
        seat.state().end();
    }

    /** Returns about how many bytes they have together. */
    int weight() {
        return weight;
    }

    /** Returns the beginning of what all see, for people. */
    Map<String, Object> shown(int most) {
        return common.beginning(most);
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
    void flush(Collection<Seat> seats, Map<String, Long> header, BiConsumer<List<Seat>, Payload> send) {
        Payload ofAll = changes(common);
        Map<String, Payload> ofGroups = new HashMap<>();
        groups.forEach((name, group) -> {
            if (group.isChanged()) {
                ofGroups.put(name, changes(group));
            }
        });
        version++;
        var head = new Head(header);
        Map<Audience, Patch> patches = new LinkedHashMap<>();
        for (Seat seat : seats) {
            Payload own = changes(seat.state());
            Payload ofGroup = seat.group() == null ? Payload.EMPTY : ofGroups.getOrDefault(seat.group(), Payload.EMPTY);
            if (!seat.isFollowing() || (isEmpty(ofAll) && isEmpty(ofGroup) && isEmpty(own))) {
                continue;
            }
            byte[] begin = head.of(seat.version());
            if (isEmpty(own)) {
                var audience = new Audience(seat.version(), isEmpty(ofGroup) ? null : seat.group());
                patches.computeIfAbsent(audience, ignored -> new Patch(patch(begin, ofAll, ofGroup), new ArrayList<>()))
                        .seats()
                        .add(seat);
            } else {
                send.accept(List.of(seat), patch(begin, ofAll, ofGroup, own));
            }
            seat.follows(version);
        }
        patches.values().forEach(patch -> send.accept(patch.seats(), patch.payload()));
    }

    /** The beginning of the patches of this version: the same for all who had the same version before, as nearly all have. */
    private final class Head {
        private final Map<String, Long> stamp;
        private long base;
        private byte[] text = {};

        Head(Map<String, Long> stamp) {
            this.stamp = stamp;
        }

        byte[] of(long known) {
            if (text.length == 0 || known != base) {
                base = known;
                var head = new StringBuilder(HEAD_LENGTH).append("{\"v\":").append(version);
                head.append(",\"b\":").append(base);
                stamp.forEach((name, number) ->
                        head.append(",\"").append(name).append("\":").append((long) number));
                text = head.append(",\"p\":").toString().getBytes(StandardCharsets.US_ASCII);
            }
            return text;
        }
    }

    /** Returns what has changed in a part as JSON, which is made once, however many are sent it. */
    private static Payload changes(RoomState part) {
        return part.isChanged() ? Payload.of(part.takePatch()) : Payload.EMPTY;
    }

    private static boolean isEmpty(Payload changes) {
        return changes.length() == Payload.EMPTY.length();
    }

    /** Joins the text of a head and of the changes of parts, which have no key in common; some of them have changed. */
    private static Payload patch(byte[] head, Payload... parts) {
        int size = head.length + 2;
        for (Payload part : parts) {
            size += isEmpty(part) ? 0 : part.length() - 1;
        }
        byte[] text = Arrays.copyOf(head, size);
        int end = head.length;
        byte before = '{';
        for (Payload part : parts) {
            if (!isEmpty(part)) {
                part.copyTo(text, end);
                text[end] = before;
                end += part.length() - 1; // the closing brace gives way to what follows
                before = ',';
            }
        }
        text[end] = '}';
        text[end + 1] = '}';
        return Payload.rawJson(text);
    }
}
