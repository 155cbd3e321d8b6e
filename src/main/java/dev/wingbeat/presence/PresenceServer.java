package dev.wingbeat.presence;

import dev.wingbeat.channel.Socket;
import dev.wingbeat.limit.NodeLimits;
import dev.wingbeat.pubsub.NodePubSub;
import dev.wingbeat.tracker.Tracker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The running half of a {@link Presence}: its tracker, the announcers of what changes there, and the owners of what is tracked.
 * Internal seam between the root and presence. May be used from any thread.
 */
public final class PresenceServer implements PresenceRuntime {

    private final Presence presence;
    private final Tracker tracker;
    private final PresenceOwners owners;
    private final Announcers announcers;
    private final Fetcher fetcher;

    /**
     * Makes the running half on one node, and lets the presence know.
     *
     * @throws IllegalStateException when another endpoint runs it
     */
    public PresenceServer(Presence presence, Vertx vertx, NodePubSub pubSub, NodeLimits limits) {
        PresenceOptions options = presence.options();
        this.presence = presence;
        this.fetcher = new Fetcher(vertx, options.fetch(), options.fetchTimeout());
        this.announcers = new Announcers(presence, vertx, pubSub, fetcher);
        this.tracker = announcers.tracker();
        this.owners = new PresenceOwners(tracker, options.maxFrame(), () -> new PacedUpdates(vertx, limits));
        presence.attach(this);
    }

    /** Begins to hear of the other nodes; to be called when the lanes have started. */
    public Future<Void> start() {
        return tracker.start();
    }

    /** Completes when the lists have the presences of all other nodes. */
    public Future<Void> synced() {
        return tracker.synced();
    }

    /** Tells the other nodes that what is present here leaves; to be called while the lanes still run. */
    public Future<Void> stop() {
        presence.detach(this);
        return tracker.stop().eventually(announcers::stop); // which hear of the last who leave
    }

    /** Returns how many presences there are, those of other nodes included. */
    public int size() {
        return tracker.figures().entries();
    }

    /** Returns how many topics have presences. */
    public int topics() {
        return tracker.figures().topics();
    }

    /** Returns how often another node was asked for presences that had not come by themselves. */
    public long repairs() {
        return tracker.figures().pulls();
    }

    @Override
    public Future<String> join(Socket socket, Object key, Object meta) {
        return owners.of(socket).trackAfterJoin(socket, key, meta, announcers);
    }

    @Override
    public Future<Map<String, PresenceEntry>> list(String topic) {
        Map<String, PresenceEntry> entries = new LinkedHashMap<>();
        tracker.list(topic).forEach((key, of) -> entries.put(key, new PresenceEntry(PendingChanges.metas(of))));
        return fetcher.extend(topic, entries);
    }

    @Override
    public Future<PresenceEntry> getByKey(String topic, String key) {
        var entry = new PresenceEntry(PendingChanges.metas(tracker.getByKey(topic, key)));
        return entry.metas().isEmpty()
                ? Future.succeededFuture(entry)
                : fetcher.extend(topic, Map.of(key, entry)).map(extended -> extended.getOrDefault(key, entry));
    }

    @Override
    public void pushState(Socket socket) {
        announcers.pushState(socket, () -> {});
    }

    @Override
    public PresenceOwner owner(Socket socket) {
        return owners.of(socket);
    }

    @Override
    public PresenceOwner newOwner() {
        return owners.make();
    }

    @Override
    public int count(String topic) {
        return tracker.count(topic);
    }

    Tracker tracker() {
        return tracker;
    }

    PresenceOwners owners() {
        return owners;
    }

    Announcers announcers() {
        return announcers;
    }
}
