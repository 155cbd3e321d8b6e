package dev.wingbeat.tracker;

import dev.wingbeat.crdt.Delta;
import dev.wingbeat.crdt.DotSet;
import dev.wingbeat.crdt.Entry;
import dev.wingbeat.crdt.Merge;
import dev.wingbeat.crdt.PresenceState;
import dev.wingbeat.crdt.ReplicaId;
import dev.wingbeat.protocol.Payload;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The tracker of one lane's topics on one node: the only place with effects. Confined to the lane's context, but for its
 * {@link #lists}. It has no clock: time comes in by {@link #tick}.
 */
final class TrackerShard {

    /** How long an answer may take before it is asked for again. */
    private static final long PATIENCE = Duration.ofSeconds(2).toMillis();

    /** The same for a node that has just started, and for one whose entries are not shown before it has answered. */
    private static final long EAGER = Duration.ofMillis(500).toMillis();

    /** After this time a node is taken for complete, whoever has not answered. */
    private static final long START = Duration.ofSeconds(3).toMillis();

    /** So long between two ticks means that this node was frozen, not that the others were silent. */
    private static final long STANDSTILL = Duration.ofSeconds(2).toMillis();

    private record Others(int replicas, int hidden, long pulls) {}

    private final ReplicaId self;
    private final TrackerConfig config;
    private final PhxRefs refs;
    private final GossipSender sender;
    private final PresenceState<Payload> state;
    private final Answers answers;
    private final PresenceLists lists = new PresenceLists();
    private final Announcements announcements;
    private final Map<String, Replica> replicas = new HashMap<>();

    /** The hubs that have not told everything yet since this node started. */
    private final Set<String> awaited = new HashSet<>();

    private final Promise<Void> synced = Promise.promise();
    private long now;
    private long startedAt;
    private long heartbeatAt = Long.MIN_VALUE;
    private boolean left;
    private volatile Others others = new Others(0, 0, 0);
    private long pulls;

    TrackerShard(ReplicaId self, TrackerConfig config, PhxRefs refs, GossipSender sender, TrackerListener listener) {
        this.self = self;
        this.config = config;
        this.refs = refs;
        this.sender = sender;
        this.state = new PresenceState<>(self);
        this.answers = new Answers(self, state);
        this.announcements = new Announcements(lists, listener);
    }

    /** Returns the lists, which may be read from any thread. */
    PresenceLists lists() {
        return lists;
    }

    /** Completes when the hubs at the start have told everything, at the latest after 3 seconds. */
    Future<Void> synced() {
        return synced.future();
    }

    /** Returns what the lists have now, and how things were with the others at the last tick. May be called from any thread. */
    TrackerFigures figures() {
        return new TrackerFigures(
                lists.entries(), lists.topics(), others.replicas, others.hidden, others.pulls, lists.hash());
    }

    /** Begins to listen, and asks the hubs among the members for what they have. */
    void start(long millis, Set<String> members, Set<String> hubs) {
        startedAt = millis;
        now = millis;
        awaited.addAll(hubs);
        tick(millis, members, hubs);
    }

    /** Adds an entry and returns its {@code phx_ref}. */
    String track(Owner owner, String topic, String key, Payload meta) {
        if (owner.ended()) {
            throw new OwnerEndedException(owner, topic, key);
        }
        if (state.find(topic, owner.number(), key) != null) {
            throw new AlreadyTrackedException(owner, topic, key);
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
            throw new NotTrackedException(owner, topic, key);
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

    /** Takes what another node has said. */
    void receive(Gossip gossip) {
        ReplicaId from = gossip.from();
        if (from.node().equals(self.node()) || state.isRemoved(from)) {
            return; // of a life that has ended
        }
        Replica replica = replicas.computeIfAbsent(from.node(), node -> new Replica(node, now));
        replica.heard(now);
        boolean first = !from.equals(replica.id());
        if (first && !begin(replica, from)) {
            return;
        }
        switch (gossip) {
            case Gossip.Change(ReplicaId ignored, Delta<Payload> delta) -> {
                merge(replica, delta);
                if (first || hasHole(state.known(from))) {
                    pull(replica);
                }
            }
            case Gossip.Heartbeat(var digest) -> {
                if (state.settle(digest)) {
                    complete(replica);
                } else {
                    pull(replica);
                }
            }
            case Gossip.Pull pull -> {
                sender.to(from.node(), answers.to(pull));
                if (first) {
                    pull(replica);
                }
            }
            case Gossip.Missing missing -> {
                if (!take(replica, missing) && first) {
                    pull(replica);
                }
            }
            case Gossip.Gone ignored -> remove(replica, from, Replica.Status.GONE);
        }
    }

    /** Asks a node for what was lost on the way from it. */
    void lost(String origin) {
        Replica replica = replicas.get(origin);
        if (replica != null && replica.status() != Replica.Status.GONE) {
            pull(replica);
        }
    }

    /** Takes note of the time, of who is a member, and of which other members are hubs. */
    void tick(long millis, Set<String> members, Set<String> hubs) {
        long gap = millis - now;
        if (gap > STANDSTILL) {
            replicas.values().forEach(replica -> replica.pausedLocally(gap));
            startedAt += gap;
        }
        now = millis;
        for (String node : hubs) {
            replicas.computeIfAbsent(node, unheard -> new Replica(unheard, millis));
        }
        for (Replica replica : List.copyOf(replicas.values())) {
            replica.member(members.contains(replica.node()), now);
            review(replica);
        }
        awaited.retainAll(hubs);
        checkSynced();
        if (now >= heartbeatAt && !left) {
            heartbeatAt = now + config.heartbeat().toMillis();
            sender.toAll(new Gossip.Heartbeat(state.digest()));
        }
        int hidden = (int) replicas.values().stream()
                .filter(replica -> replica.status() == Replica.Status.HIDDEN)
                .count();
        others = new Others(replicas.size(), hidden, pulls);
    }

    /** Tells the others that this node stops; it is silent from then on. */
    void leave() {
        if (!left) {
            sender.toAll(new Gossip.Gone(self));
            left = true;
        }
    }

    private void review(Replica replica) {
        long absent = replica.absent(now);
        switch (replica.status()) {
            case UNHEARD, GONE -> {
                if (!replica.member()) {
                    replicas.remove(replica.node());
                    return;
                }
            }
            case VISIBLE -> {
                if (absent > config.downPeriod().toMillis()) {
                    replica.status(Replica.Status.HIDDEN);
                    announcements.announce(List.of(), entries(replica));
                }
            }
            case HIDDEN -> {
                if (absent > config.permdownPeriod().toMillis()) {
                    forget(replica);
                    return;
                }
            }
        }
        if (replica.member() && replica.needsPull()) {
            pull(replica);
        }
    }

    /** Begins with another life of a node; says no if it is an earlier one than that known. */
    private boolean begin(Replica replica, ReplicaId life) {
        ReplicaId before = replica.id();
        if (before != null && before.generation() > life.generation()) {
            state.remove(life);
            return false;
        }
        if (before != null) {
            remove(replica, before, Replica.Status.UNHEARD);
        }
        replica.begin(life);
        return true;
    }

    /** Ends a life of a node for good. */
    private void remove(Replica replica, ReplicaId life, Replica.Status next) {
        boolean visible = replica.status() == Replica.Status.VISIBLE;
        replica.status(next);
        List<Entry<Payload>> entries = state.remove(life);
        if (visible) {
            announcements.announce(List.of(), entries);
        }
        if (next == Replica.Status.GONE) {
            awaited.remove(replica.node());
            checkSynced();
        }
    }

    private void forget(Replica replica) {
        replicas.remove(replica.node());
        ReplicaId life = replica.id();
        if (life != null) {
            state.forget(life);
        }
    }

    /** Takes an answer, and asks for its next part; says no if it answers nothing that is still asked. */
    private boolean take(Replica replica, Gossip.Missing missing) {
        merge(replica, missing.delta());
        if (!replica.answered(missing.after())) {
            return false;
        }
        long last = missing.delta().context().dots(missing.from()).max();
        if (missing.complete() || last <= missing.after()) {
            complete(replica);
        } else {
            ask(replica, last);
        }
        return true;
    }

    /** Nothing of a node is missing: if it was hidden, and is here, it is shown. */
    private void complete(Replica replica) {
        replica.pulled();
        awaited.remove(replica.node());
        checkSynced();
        if (replica.status() == Replica.Status.HIDDEN && replica.member()) {
            replica.status(Replica.Status.VISIBLE);
            announcements.announce(entries(replica), List.of());
        }
    }

    private void merge(Replica replica, Delta<Payload> delta) {
        Merge<Payload> merge = state.merge(delta);
        if (replica.status() == Replica.Status.VISIBLE) {
            announcements.announce(merge.joins(), merge.leaves());
        }
    }

    private void pull(Replica replica) {
        boolean shown = replica.status() == Replica.Status.VISIBLE;
        if (!left && replica.mayPull(now, shown && awaited.isEmpty() ? PATIENCE : EAGER)) {
            ask(replica, 0);
        }
    }

    private void ask(Replica replica, long after) {
        pulls++;
        replica.pull(now, after);
        ReplicaId life = replica.id();
        sender.to(
                replica.node(),
                new Gossip.Pull(
                        self,
                        life == null ? 0 : life.generation(),
                        after,
                        life == null ? DotSet.EMPTY : state.known(life)));
    }

    /** Shows what has changed here, and tells the others. */
    private void spread(Delta<Payload> delta, List<Entry<Payload>> leaves) {
        announcements.announce(delta.entries(), leaves);
        if (!left) {
            sender.toAll(new Gossip.Change(self, delta));
        }
    }

    private Collection<Entry<Payload>> entries(Replica replica) {
        @Nullable ReplicaId life = replica.id();
        return life == null ? List.of() : state.entries(life);
    }

    private static long size(Collection<Entry<Payload>> entries) {
        long size = 0;
        for (Entry<Payload> entry : entries) {
            size += entry.key().length() + entry.value().length();
        }
        return size;
    }

    private String ref(Delta<Payload> delta) {
        return refs.of(delta.entries().getFirst().dot());
    }

    private static boolean hasHole(DotSet known) {
        return known.ranges() > 1 || (!known.isEmpty() && !known.contains(1));
    }

    private void checkSynced() {
        if (awaited.isEmpty() || now - startedAt >= START) {
            synced.tryComplete();
        }
    }
}
