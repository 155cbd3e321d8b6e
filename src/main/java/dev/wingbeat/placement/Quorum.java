package dev.wingbeat.placement;

import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomOptions;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides whether this node sees more than half of the nodes, for kinds of rooms that go on only then. The nodes that are
 * counted are those that there were when all was well: who comes is counted at once, who stops as it should is not counted any
 * more, and who is missing is counted until the others, being more than half, have been the same for a while.
 *
 * <p>A node is there when it is a member and has answered lately: so a side that is cut off knows it before the cluster gives up the others.
 * {@link #look} is confined to one timer; the rest may be used from any thread.
 */
final class Quorum {

    /** A node that has not answered for so long is not there. */
    static final long SILENT_NANOS = Duration.ofSeconds(4).toNanos();

    /** The time for which the others must have been the same until a missing node is not counted any more. */
    static final long STABLE_NANOS = Duration.ofSeconds(5).toNanos();

    private static final long ASK_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long ASK_MILLIS = 2_000;

    private final NodeRooms rooms;
    private final boolean needed;
    private final Map<String, Long> answered = new ConcurrentHashMap<>();

    /** Nodes that have said whom they count, since they are there: those who come are to count who is missing. */
    private final Set<String> met = ConcurrentHashMap.newKeySet();

    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final Set<String> counted = ConcurrentHashMap.newKeySet();
    private Set<String> stable = Set.of();
    private long stableSince;
    private long askedAt;
    private Future<?> asked = Future.succeededFuture();
    private volatile boolean more = true;
    private volatile boolean majority = true;

    Quorum(NodeRooms rooms, boolean needed) {
        this.rooms = rooms;
        this.needed = needed;
        this.askedAt = System.nanoTime() - ASK_NANOS;
        counted.add(rooms.nodeName());
    }

    /** Returns whether a kind has rooms that stand still without a majority. */
    static boolean isFor(RoomKind kind) {
        return kind.options().availability() == RoomOptions.Availability.MAJORITY;
    }

    /** Returns whether rooms of a kind may go on here. */
    boolean allows(RoomKind kind) {
        return majority || !isFor(kind);
    }

    /** Looks who is there. To be called before {@link Members#look}, which forgets who has left. */
    void look() {
        if (!needed) {
            return;
        }
        long now = System.nanoTime();
        Set<String> hubs = rooms.members().otherHubs();
        if (now - askedAt >= ASK_NANOS || !answered.keySet().containsAll(hubs)) {
            askedAt = now;
            hubs.forEach(this::ask);
        }
        answered.keySet().retainAll(hubs);
        met.retainAll(hubs);
        hubs.forEach(hub -> answered.putIfAbsent(hub, now));
        Set<String> there = new HashSet<>();
        answered.forEach((hub, at) -> {
            if (now - at < SILENT_NANOS) {
                there.add(hub);
            }
        });
        there.add(rooms.nodeName());
        counted.addAll(there);
        counted.addAll(told);
        told.clear();
        counted.removeAll(rooms.members().leaving());
        if (!there.equals(stable)) {
            stable = Set.copyOf(there);
            stableSince = now;
        }
        more = 2 * there.size() > counted.size();
        if (more && now - stableSince >= STABLE_NANOS) {
            counted.retainAll(there);
        }
        if (!more && majority) {
            majority = false;
            rooms.owned().quorumChanged();
        } else if (more && !majority && asked.isComplete()) {
            asked = rooms.thaw().ask().onSuccess(all -> regained());
        }
    }

    /** Lets rooms go on, now that those that have gone on elsewhere have given way. */
    private void regained() {
        if (more) {
            majority = true;
            rooms.owned().quorumChanged();
        }
    }

    private void ask(String hub) {
        var question = new JsonObject().put("ask", "counted").put("topic", Questions.NODES);
        rooms.asks().ask(hub, Questions.NODES, question, ASK_MILLIS).onSuccess(answer -> {
            answered.computeIfPresent(hub, (same, before) -> System.nanoTime());
            if (met.add(hub)) {
                answer.getJsonArray("counted", new JsonArray()).forEach(name -> told.add(String.valueOf(name)));
            }
        });
    }

    /** Answers another node: whom this one counts. */
    JsonObject answer() {
        return new JsonObject().put("counted", new JsonArray(List.copyOf(counted)));
    }
}
