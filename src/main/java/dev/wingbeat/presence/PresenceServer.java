package dev.wingbeat.presence;

import dev.wingbeat.channel.DeliveryGate;
import dev.wingbeat.channel.Socket;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.protocol.Events;
import dev.wingbeat.protocol.Frame;
import dev.wingbeat.protocol.Payload;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.pubsub.TopicAddress;
import dev.wingbeat.tracker.Tracker;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The running half of a {@link Presence}: its tracker, and who tells clients of it. Internal seam between the root and
 * presence. May be used from any thread.
 */
public final class PresenceServer {

    private static final long TICK_MILLIS = 50;

    private final Presence presence;
    private final Vertx vertx;
    private final NodePubSub pubSub;
    private final Tracker tracker;
    private final Extension extension;
    private final LaneAnnouncer[] lanes;
    private final Map<Socket, PresenceOwner> owners = new ConcurrentHashMap<>();
    private volatile List<Long> timers = List.of();

    /**
     * Makes the running half on one node, and lets the presence know.
     *
     * @throws IllegalStateException when another endpoint runs it
     */
    public PresenceServer(Presence presence, Vertx vertx, NodePubSub pubSub) {
        this.presence = presence;
        this.vertx = vertx;
        this.pubSub = pubSub;
        this.tracker = new Tracker(presence.name(), vertx, pubSub, config().tracker(), this::changed);
        this.extension = new Extension(vertx, callbacks().fetch(), config().fetchTimeout());
        this.lanes = Stream.generate(() -> new LaneAnnouncer(this, extension, System.nanoTime()))
                .limit(TopicAddress.LANES)
                .toArray(LaneAnnouncer[]::new);
        presence.startedAs(this);
    }

    /** Begins to hear of the other nodes; to be called when the lanes have started. */
    public Future<Void> start() {
        List<Long> started = new CopyOnWriteArrayList<>();
        timers = started;
        for (int i = 0; i < lanes.length; i++) {
            LaneAnnouncer lane = lanes[i];
            pubSub.laneContext(i)
                    .runOnContext(context ->
                            started.add(vertx.setPeriodic(TICK_MILLIS, timer -> lane.tick(System.nanoTime()))));
        }
        return tracker.start();
    }

    /** Completes when the lists have the presences of all other nodes. */
    public Future<Void> synced() {
        return tracker.synced();
    }

    /** Tells the other nodes that what is present here leaves; to be called while the lanes still run. */
    public Future<Void> stop() {
        presence.stoppedAs(this);
        timers.forEach(vertx::cancelTimer);
        return tracker.stop();
    }

    /** Returns how many presences there are, those of other nodes included. */
    public int size() {
        return tracker.figures().entries();
    }

    /** Returns how many channels are owners. */
    int owners() {
        return owners.size();
    }

    /** Returns how many topics have announcers that are not at rest. */
    Future<Integer> announcers() {
        List<Future<Integer>> sizes = new ArrayList<>();
        for (int i = 0; i < lanes.length; i++) {
            LaneAnnouncer lane = lanes[i];
            Promise<Integer> size = Promise.promise();
            pubSub.laneContext(i).runOnContext(ignored -> size.complete(lane.size()));
            sizes.add(size.future());
        }
        return Future.all(sizes)
                .map(all -> sizes.stream().mapToInt(Future::result).sum());
    }

    /** Takes a change of a topic's lists, on the topic's context. */
    private void changed(String topic, List<Entry<Payload>> joins, List<Entry<Payload>> leaves) {
        lane(topic).changed(topic, joins, leaves);
    }

    private LaneAnnouncer lane(String topic) {
        return lanes[TopicAddress.laneOf(topic)];
    }

    PresenceConfig config() {
        return presence.config();
    }

    PresenceCallbacks callbacks() {
        return presence.callbacks();
    }

    Tracker tracker() {
        return tracker;
    }

    NodePubSub pubSub() {
        return pubSub;
    }

    Context context(String topic) {
        return tracker.context(topic);
    }

    PresenceOwner newOwner() {
        return new PresenceOwner(this, tracker.newOwner());
    }

    /** Returns the owner that a channel is, until its end. */
    PresenceOwner owner(Socket socket) {
        PresenceOwner known = owners.get(socket);
        if (known != null) {
            return known;
        }
        PresenceOwner made = newOwner();
        PresenceOwner other = owners.putIfAbsent(socket, made);
        if (other != null) {
            return other;
        }
        socket.onEnd(() -> {
            owners.remove(socket, made);
            made.end();
        });
        return made;
    }

    /**
     * Pushes the state of its topic to a newcomer. What {@code behind} asks of the topic is done behind it, and ahead of
     * whatever is asked for once the join has been answered: it is run on the loop, as soon as the state has been asked for.
     */
    void pushState(Socket socket, Runnable behind) {
        socket.hold(Events.PRESENCE_DIFF::equals, DeliveryGate.Meanwhile.DROPPED, hold -> {
            context(socket.topic()).runOnContext(ignored -> release(hold, socket));
            behind.run();
        });
    }

    /** Sends the state that a hold waits for, on the topic's context. */
    private void release(DeliveryGate.Hold hold, Socket socket) {
        String topic = socket.topic();
        if (config().countsOnly().test(topic)) {
            hold.release(List.of());
            var count = Payload.of("count", tracker.count(topic));
            socket.afterJoin(() -> socket.push(Events.PRESENCE_COUNT, count));
        } else {
            lane(topic).state(topic, parts -> hold.release(frames(hold, parts)));
        }
    }

    /** Encodes a state: the first part as such, further ones as diffs. */
    private static List<Frame> frames(DeliveryGate.Hold hold, List<Payload> parts) {
        List<Frame> frames = new ArrayList<>(parts.size());
        for (Payload part : parts) {
            frames.add(hold.push(frames.isEmpty() ? Events.PRESENCE_STATE : Events.PRESENCE_DIFF, part));
        }
        return frames;
    }

    /** Returns the list of a topic, with what the application adds to it. */
    Future<Map<String, PresenceEntry>> list(String topic) {
        Map<String, PresenceEntry> entries = new LinkedHashMap<>();
        tracker.list(topic).forEach((key, of) -> entries.put(key, new PresenceEntry(PendingChanges.metas(of))));
        return extension.extend(topic, entries);
    }

    /** Returns what is present under one key, with what the application adds to it. */
    Future<PresenceEntry> getByKey(String topic, String key) {
        var entry = new PresenceEntry(PendingChanges.metas(tracker.getByKey(topic, key)));
        return entry.metas().isEmpty()
                ? Future.succeededFuture(entry)
                : extension.extend(topic, Map.of(key, entry)).map(extended -> extended.getOrDefault(key, entry));
    }

    /**
     * Returns a meta as it is to be tracked.
     *
     * @throws IllegalArgumentException when it is no JSON object, or too large
     */
    Payload meta(String topic, String key, Object value) {
        Payload meta = Payload.of(value);
        if (!meta.isObject()) {
            throw new IllegalArgumentException("meta: " + meta + " (expected: a JSON object)");
        }
        int limit = PresenceFrames.metaLimit(topic, key, config().maxFrame());
        if (meta.length() > limit) {
            throw new IllegalArgumentException("meta: " + meta.length() + " bytes (expected: <= " + limit
                    + ", so that an update fits into a frame)");
        }
        return meta;
    }
}
