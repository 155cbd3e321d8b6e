package dev.wingbeat.placement;

import dev.wingbeat.crdt.Entry;
import dev.wingbeat.lane.Lanes;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.room.RoomKey;
import dev.wingbeat.room.RoomOutlet;
import dev.wingbeat.tracker.Owner;
import dev.wingbeat.tracker.Tracker;
import dev.wingbeat.tracker.TrackerConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rooms of all nodes: each node writes what it owns, all read everything here, without waiting; what a node has written
 * vanishes with it. May be used from any thread.
 */
final class Directory {

    /** The topics that the rooms of a kind are spread over, so that the lanes share them. */
    private static final int TOPICS = 16;

    private static final String NAME = "$rooms.directory";
    private static final String PREFIX = "$rooms:";

    /** The entry of a room. */
    record Listed(RoomKey key, long epoch, String node, int players, int max, boolean open, Map<String, Object> label) {

        static Listed of(RoomKey key, Entry<Payload> entry) {
            JsonObject meta = entry.value().json();
            return new Listed(
                    key,
                    meta.getLong("epoch", 0L),
                    entry.dot().replica().node(),
                    meta.getInteger("players", 0),
                    meta.getInteger("max", 0),
                    meta.getBoolean("open", false),
                    meta.getJsonObject("label", new JsonObject()).getMap());
        }

        Activation activation() {
            return new Activation(node, epoch);
        }
    }

    /** For how long a list may be used again: there may be thousands of rooms in it. */
    private static final long RECENT_NANOS = Duration.ofMillis(250).toNanos();

    /** A list, and when it was asked for. */
    private record Recent(long at, Future<List<Listed>> rooms) {}

    /** Does what may take long beside the event loops, one thing after the other. */
    static final class Turns {

        private final Semaphore turn = new Semaphore(1, true);

        <T> Future<T> take(Supplier<T> task) {
            Promise<T> done = Promise.promise();
            Thread.startVirtualThread(() -> {
                turn.acquireUninterruptibly();
                Future<T> made = Future.succeededFuture(task).map(Supplier::get);
                turn.release();
                made.onComplete(done);
            });
            return done.future();
        }
    }

    private final Lanes lanes;
    private final Tracker tracker;
    private final Map<String, Recent> recent = new ConcurrentHashMap<>();
    private final Turns turns = new Turns();

    /**
     * Makes the directory of a node.
     *
     * @param added learns of each room that is listed, here or elsewhere, on the context of a lane
     */
    Directory(Vertx vertx, Lanes lanes, Consumer<Listed> added) {
        this.lanes = lanes;
        this.tracker = new Tracker(NAME, vertx, lanes, TrackerConfig.DEFAULT, (topic, joins, leaves) -> {
            for (Entry<Payload> entry : joins) {
                added.accept(Listed.of(new RoomKey(kindOf(topic), entry.key()), entry));
            }
        });
    }

    Future<Void> start() {
        return tracker.start();
    }

    Future<Void> synced() {
        return tracker.synced();
    }

    Future<Void> stop() {
        return tracker.stop();
    }

    /** Makes the owner with which the entry of one room ends. */
    Owner newOwner() {
        return tracker.newOwner();
    }

    /** Lists a room of this node. */
    Future<String> add(Owner owner, RoomKey key, long epoch, RoomOutlet.Summary summary) {
        return tracker.track(owner, topicOf(key), key.id(), meta(epoch, summary));
    }

    /** Changes what is listed of it. */
    Future<String> update(Owner owner, RoomKey key, long epoch, RoomOutlet.Summary summary) {
        return tracker.update(owner, topicOf(key), key.id(), before -> meta(epoch, summary));
    }

    /** Lists it no more. */
    void remove(Owner owner) {
        tracker.end(owner);
    }

    /** Returns the activation of a room with the highest epoch among those of nodes that are there, null without one. */
    @Nullable
    Listed find(RoomKey key) {
        Listed found = null;
        for (Entry<Payload> entry : tracker.getByKey(topicOf(key), key.id())) {
            Listed listed = Listed.of(key, entry);
            if (isThere(listed.node()) && (found == null || listed.activation().isAfter(found.activation()))) {
                found = listed;
            }
        }
        return found;
    }

    /** Returns how many rooms of a kind there are. */
    int count(String kind) {
        int count = 0;
        for (int i = 0; i < TOPICS; i++) {
            count += tracker.count(topic(kind, i));
        }
        return count;
    }

    /** Returns the rooms of a kind. */
    List<Listed> list(String kind) {
        List<Listed> all = new ArrayList<>();
        for (int i = 0; i < TOPICS; i++) {
            for (String id : tracker.list(topic(kind, i)).keySet()) {
                Listed listed = find(new RoomKey(kind, id));
                if (listed != null) {
                    all.add(listed);
                }
            }
        }
        return all;
    }

    /**
     * Looks through the rooms of a kind as they were up to a quarter of a second ago: beside the event loops, and for one after the other of
     * however many ask, since there may be many rooms. The future may complete on any thread.
     */
    <T> Future<T> search(String kind, Function<List<Listed>, T> search) {
        return recent(kind).compose(all -> turns.take(() -> search.apply(all)));
    }

    private Future<List<Listed>> recent(String kind) {
        long now = System.nanoTime();
        return recent.compute(
                        kind,
                        (same, known) ->
                                known != null && now - known.at < RECENT_NANOS ? known : new Recent(now, listed(kind)))
                .rooms;
    }

    private Future<List<Listed>> listed(String kind) {
        Promise<List<Listed>> listed = Promise.promise();
        Thread.startVirtualThread(
                () -> Future.succeededFuture(kind).map(this::list).onComplete(listed));
        return listed.future();
    }

    private boolean isThere(String node) {
        return node.equals(lanes.nodeName()) || lanes.otherNodes().contains(node);
    }

    private static Payload meta(long epoch, RoomOutlet.Summary summary) {
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("epoch", epoch);
        meta.put("players", summary.players());
        meta.put("max", summary.maxPlayers());
        meta.put("open", !summary.locked() && !summary.hidden());
        meta.put("label", summary.label());
        return Payload.of(meta);
    }

    private static String topicOf(RoomKey key) {
        return topic(key.kind(), Math.floorMod(key.id().hashCode(), TOPICS));
    }

    private static String topic(String kind, int number) {
        return PREFIX + kind + ':' + number;
    }

    private static String kindOf(String topic) {
        return topic.substring(PREFIX.length(), topic.lastIndexOf(':'));
    }
}
