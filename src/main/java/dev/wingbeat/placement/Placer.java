package dev.wingbeat.placement;

import static dev.wingbeat.room.RoomOptions.Placement.LEAST_LOADED;

import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomKind;
import dev.wingbeat.room.RoomParams;
import dev.wingbeat.roomloop.LoopLoad;
import dev.wingbeat.roomloop.NodeLoads;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Makes rooms on the nodes that have the most time for them, as their registrar, for kinds that want that: each second the
 * nodes ask each other what their rooms take. A node that does not know the question gets such rooms only as their registrar,
 * without being asked. {@link #tick} is confined to one timer; the rest may be used from any thread.
 */
final class Placer {

    /** Less than a registrar is waited for, so that it can still try another node. */
    private static final long ASK_MILLIS = 400;

    private static final int BEST = 2;
    private static final int ASK_TICKS = 4;

    /** Longer than it takes until the directory has a room. */
    private static final long LISTED_NANOS = Duration.ofSeconds(5).toNanos();

    private record Placing(Future<Located> at, long since) {}

    private final NodeRooms rooms;
    private final boolean needed;
    private final NodeLoads loads = new NodeLoads();

    /** Rooms that are being made, or that the directory may not have yet: who wants the same one is to get the same. */
    private final Map<RoomKey, Placing> placing = new ConcurrentHashMap<>();

    private int ticks;

    Placer(NodeRooms rooms, Collection<RoomKind> kinds) {
        this.rooms = rooms;
        this.needed = kinds.stream().anyMatch(Placer::isFor);
    }

    /** Returns whether a kind has rooms that are made where there is most time. */
    static boolean isFor(RoomKind kind) {
        return kind.options().placement() == LEAST_LOADED;
    }

    /** Asks the other nodes now and then, and forgets what the directory has. */
    void tick() {
        if (!needed) {
            return;
        }
        long now = System.nanoTime();
        placing.entrySet()
                .removeIf(entry -> entry.getValue().at().isComplete()
                        && (now - entry.getValue().since() > LISTED_NANOS
                                || !rooms.find(entry.getKey()).equals(Activation.NONE)));
        if (ticks++ % ASK_TICKS == 0) {
            loads.told(rooms.nodeName(), rooms.owned().load());
            rooms.members().otherHubs().forEach(this::ask);
        }
    }

    private void ask(String hub) {
        var question = new JsonObject().put("ask", "load").put("topic", Questions.NODES);
        rooms.asks().ask(hub, Questions.NODES, question, ASK_MILLIS).onSuccess(answer -> {
            if (answer.getValue("busy") instanceof Number busy) {
                loads.told(
                        hub,
                        new LoopLoad(busy.doubleValue(), answer.getInteger("rooms", 0), answer.getInteger("young", 0)));
            }
        });
    }

    /** Answers another node. */
    JsonObject answer() {
        LoopLoad load = rooms.owned().load();
        return new JsonObject()
                .put("busy", load.busy())
                .put("rooms", load.rooms())
                .put("young", load.young());
    }

    /** Returns where a room has just been made, or is being made, null when it is not. */
    @Nullable
    Future<Located> find(RoomKey key) {
        Placing at = placing.get(key);
        return at == null ? null : at.at().map(Located::ofOthers);
    }

    /** Makes a room, unless it is being made already. */
    Future<Located> place(RoomKey key, RoomParams params) {
        Promise<Located> promise = Promise.promise();
        var mine = new Placing(promise.future(), System.nanoTime());
        Placing other = placing.putIfAbsent(key, mine);
        if (other != null) {
            return other.at().map(Located::ofOthers);
        }
        attempt(key, params, candidates()).onComplete(done -> {
            if (!(done.result() instanceof Located.At)) {
                placing.remove(key, mine);
            }
            promise.handle(done);
        });
        return mine.at();
    }

    /** Returns the nodes with the most time, and this one. */
    private List<String> candidates() {
        List<String> best =
                loads.order(rooms.members().hubs()).stream().limit(BEST).toList();
        return best.contains(rooms.nodeName())
                ? best
                : Stream.concat(best.stream(), Stream.of(rooms.nodeName())).toList();
    }

    /** Asks one node after the other, until one has made the room, or tried to. */
    private Future<Located> attempt(RoomKey key, RoomParams params, List<String> nodes) {
        String node = nodes.getFirst();
        Future<Located> answer = node.equals(rooms.nodeName())
                ? rooms.registrar().makeHere(key, params)
                : rooms.asks()
                        .ask(node, key.topic(), Registrar.question("make", key, params), ASK_MILLIS)
                        .map(Located::read);
        loads.placed(node);
        return nodes.size() == 1
                ? answer
                : answer.compose(found -> isFinal(found)
                                ? Future.succeededFuture(found)
                                : Future.failedFuture("node " + node + ": no room (expected: one)"))
                        .recover(without -> attempt(key, params, nodes.subList(1, nodes.size())));
    }

    private static boolean isFinal(Located found) {
        return !(found instanceof Located.Refused refused) || refused.reason().equals(Registrar.CREATE_FAILED);
    }
}
