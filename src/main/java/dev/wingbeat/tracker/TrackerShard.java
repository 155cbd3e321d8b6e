package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Delta;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.PresenceState;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The tracker of one lane's topics on one node, and what this node has in them. Confined to the lane's context, but for its
 * {@link #lists}. It has no clock: time comes in by {@link #tick}.
 */
final class TrackerShard {

    /** What a presence takes besides its key and meta: dots, references, its places in maps and lists. */
    static final int OVERHEAD = 400;

    private final ReplicaId self;
    private final TrackerConfig config;
    private final PhxRefs refs;
    private final GossipSender sender;
    private final PresenceState<Payload> state;
    private final PresenceLists lists = new PresenceLists();
    private final ListChanges changes;
    private final RemoteReplicas remotes;
    private long heartbeatAt = Long.MIN_VALUE;
    private boolean left;
    private volatile RemoteReplicas.Figures figures = new RemoteReplicas.Figures(0, 0, 0);

    TrackerShard(
            ReplicaId self,
            TrackerConfig config,
            PhxRefs refs,
            GossipSender sender,
            TrackerListener listener,
            CatchUps catchUps) {
        this.self = self;
        this.config = config;
        this.refs = refs;
        this.sender = sender;
        this.state = new PresenceState<>(self);
        this.changes = new ListChanges(lists, listener);
        this.remotes = new RemoteReplicas(self, config, state, sender, changes, catchUps);
    }

    /** Returns the lists, which may be read from any thread. */
    PresenceLists lists() {
        return lists;
    }

    /** Returns the replicas of the other nodes. */
    RemoteReplicas remotes() {
        return remotes;
    }

    /** Returns what the lists have now, and how things were with the others at the last tick. May be called from any thread. */
    TrackerFigures figures() {
        RemoteReplicas.Figures others = figures;
        return new TrackerFigures(
                lists.entries(), lists.topics(), others.replicas(), others.hidden(), others.pulls(), lists.hash());
    }

    /** Begins to listen, and asks the hubs among the members for what they have. */
    void start(long millis, Set<String> members, Set<String> hubs) {
        remotes.start(millis, hubs);
        tick(millis, members, hubs);
    }

    /** Adds an entry and returns its {@code phx_ref}. */
    String track(Owner owner, String topic, String key, Payload meta) {
        if (owner.ended()) {
            throw TrackingException.ownerEnded(owner, topic, key);
        }
        if (state.find(topic, owner.number(), key) != null) {
            throw TrackingException.alreadyTracked(owner, topic, key);
        }
        Delta<Payload> delta = state.add(topic, owner.number(), key, dot -> refs.first(meta, dot));
        owner.keeps(size(delta.entries()));
        spread(delta, List.of());
        return ref(delta);
    }

    /** Changes an entry and returns its new {@code phx_ref}. */
    String update(Owner owner, String topic, String key, UnaryOperator<Payload> change) {
        Entry<Payload> old = state.find(topic, owner.number(), key);
        if (old == null) {
            throw TrackingException.notTracked(owner, topic, key);
        }
        Payload meta = PhxRefs.withoutReserved(change.apply(old.value()));
        Delta<Payload> delta =
                state.update(topic, owner.number(), key, (before, dot) -> refs.next(meta, dot, before.dot()));
        owner.keeps(size(delta.entries()) - size(List.of(old)));
        spread(delta, List.of(old));
        return ref(delta);
    }

    /** Removes an entry, if there is one. */
    void untrack(Owner owner, String topic, String key) {
        Entry<Payload> old = state.find(topic, owner.number(), key);
        if (old != null) {
            owner.keeps(-size(List.of(old)));
            spread(state.remove(topic, owner.number(), key), List.of(old));
        }
    }

    /** Removes all entries of an owner. */
    void end(Owner owner) {
        List<Entry<Payload>> entries = state.entriesOf(owner.number());
        if (!entries.isEmpty()) {
            owner.keeps(-size(entries));
            spread(state.remove(owner.number()), entries);
        }
    }

    /** Updates the time, the members, and which of the other members are hubs. */
    void tick(long millis, Set<String> members, Set<String> hubs) {
        remotes.tick(millis, members, hubs);
        if (millis >= heartbeatAt && !left) {
            heartbeatAt = millis + config.heartbeat().toMillis();
            sender.toAll(new Gossip.Heartbeat(state.digest()));
        }
        figures = remotes.figures();
    }

    /** Tells the others that this node stops; it is silent from then on. */
    void leave() {
        if (!left) {
            sender.toAll(new Gossip.Gone(self));
            left = true;
            remotes.leave();
        }
    }

    /** Shows what has changed here, and tells the others. */
    private void spread(Delta<Payload> delta, List<Entry<Payload>> leaves) {
        changes.announce(delta.entries(), leaves);
        if (!left) {
            sender.toAll(new Gossip.Change(self, delta));
        }
    }

    private static long size(Collection<Entry<Payload>> entries) {
        long size = 0;
        for (Entry<Payload> entry : entries) {
            size += OVERHEAD + entry.key().length() + entry.value().length();
        }
        return size;
    }

    private String ref(Delta<Payload> delta) {
        return refs.of(delta.entries().getFirst().dot());
    }
}
