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
import org.jspecify.annotations.Nullable;

/**
 * A shard's view of the other nodes: merges what they say, asks them for what is missing, and decides whose entries are
 * shown. Confined to the lane's context. It has no clock: time comes in by {@link #tick}.
 */
final class RemoteReplicas {

    /** The time that an answer may take before it is asked for again. */
    private static final long PATIENCE = Duration.ofSeconds(2).toMillis();

    /** The same for a node that has just started, and for one whose entries are not shown before it has answered. */
    private static final long EAGER = Duration.ofMillis(500).toMillis();

    /** After this time a node is taken for complete, whoever has not answered. */
    private static final long START = Duration.ofSeconds(3).toMillis();

    /** The time between two ticks that means that this node was frozen, not that the others were silent. */
    private static final long STANDSTILL = Duration.ofSeconds(2).toMillis();

    /** The number of others, of the hidden ones among them, and of questions to them. */
    record Figures(int replicas, int hidden, long pulls) {}

    private final ReplicaId self;
    private final TrackerConfig config;
    private final PresenceState<Payload> state;
    private final GossipSender sender;
    private final ListChanges changes;
    private final PullAnswers answers;
    private final CatchUps catchUps;
    private final Map<String, RemoteReplica> replicas = new HashMap<>();

    /** The hubs that have not told everything yet since this node started. */
    private final Set<String> awaited = new HashSet<>();

    private final Promise<Void> synced = Promise.promise();
    private long now;
    private long startedAt;
    private boolean left;
    private long pulls;

    RemoteReplicas(
            ReplicaId self,
            TrackerConfig config,
            PresenceState<Payload> state,
            GossipSender sender,
            ListChanges changes,
            CatchUps catchUps) {
        this.self = self;
        this.config = config;
        this.state = state;
        this.sender = sender;
        this.changes = changes;
        this.catchUps = catchUps;
        this.answers = new PullAnswers(self, state);
    }

    /** Completes when the hubs at the start have told everything, at the latest after 3 seconds. */
    Future<Void> synced() {
        return synced.future();
    }

    /** Begins, with these hubs to ask for what they have. */
    void start(long millis, Set<String> hubs) {
        startedAt = millis;
        now = millis;
        awaited.addAll(hubs);
    }

    /** Asks nobody any more. */
    void leave() {
        left = true;
    }

    Figures figures() {
        int hidden = (int) replicas.values().stream()
                .filter(replica -> replica.status() == RemoteReplica.Status.HIDDEN)
                .count();
        return new Figures(replicas.size(), hidden, pulls);
    }

    /** Handles what another node has said. */
    void receive(Gossip gossip) {
        ReplicaId from = gossip.from();
        if (from.node().equals(self.node()) || state.isRemoved(from)) {
            return; // of a life that has ended
        }
        RemoteReplica replica = replicas.computeIfAbsent(from.node(), node -> new RemoteReplica(node, now));
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
                if (!merge(replica, missing) && first) {
                    pull(replica);
                }
            }
            case Gossip.Gone ignored -> remove(replica, from, RemoteReplica.Status.GONE);
        }
    }

    /** Asks a node for what was lost on the way from it. */
    void lost(String origin) {
        RemoteReplica replica = replicas.get(origin);
        if (replica != null && replica.status() != RemoteReplica.Status.GONE) {
            pull(replica);
        }
    }

    /** Updates the time, the members, and which of the other members are hubs. */
    void tick(long millis, Set<String> members, Set<String> hubs) {
        long gap = millis - now;
        if (gap > STANDSTILL) {
            replicas.values().forEach(replica -> replica.pausedLocally(gap));
            startedAt += gap;
        }
        now = millis;
        for (String node : hubs) {
            replicas.computeIfAbsent(node, unheard -> new RemoteReplica(unheard, millis));
        }
        for (RemoteReplica replica : List.copyOf(replicas.values())) {
            replica.member(members.contains(replica.node()), now);
            review(replica);
        }
        awaited.retainAll(hubs);
        checkSynced();
    }

    private void review(RemoteReplica replica) {
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
                    replica.status(RemoteReplica.Status.HIDDEN);
                    changes.announce(List.of(), entries(replica));
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

    /** Begins with another life of a node; returns false if it is an earlier one than that known. */
    private boolean begin(RemoteReplica replica, ReplicaId life) {
        ReplicaId before = replica.id();
        if (before != null && before.generation() > life.generation()) {
            state.remove(life);
            return false;
        }
        if (before != null) {
            remove(replica, before, RemoteReplica.Status.UNHEARD);
        }
        replica.begin(life);
        return true;
    }

    /** Ends a life of a node for good. */
    private void remove(RemoteReplica replica, ReplicaId life, RemoteReplica.Status next) {
        boolean visible = replica.status() == RemoteReplica.Status.VISIBLE;
        replica.status(next);
        List<Entry<Payload>> entries = state.remove(life);
        if (visible) {
            changes.announce(List.of(), entries);
        }
        if (next == RemoteReplica.Status.GONE) {
            awaited.remove(replica.node());
            checkSynced();
        }
    }

    private void forget(RemoteReplica replica) {
        replicas.remove(replica.node());
        ReplicaId life = replica.id();
        if (life != null) {
            state.forget(life);
        }
    }

    /** Merges an answer, and asks for its next part; returns false if it answers nothing that is still asked. */
    private boolean merge(RemoteReplica replica, Gossip.Missing missing) {
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
    private void complete(RemoteReplica replica) {
        catchUps.complete(replica);
        awaited.remove(replica.node());
        checkSynced();
        if (replica.status() == RemoteReplica.Status.HIDDEN && replica.member()) {
            replica.status(RemoteReplica.Status.VISIBLE);
            changes.announce(entries(replica), List.of());
        }
    }

    private void merge(RemoteReplica replica, Delta<Payload> delta) {
        Merge<Payload> merge = state.merge(delta);
        if (replica.status() == RemoteReplica.Status.VISIBLE) {
            changes.announce(merge.joins(), merge.leaves());
        }
    }

    private void pull(RemoteReplica replica) {
        catchUps.missing(replica);
        boolean shown = replica.status() == RemoteReplica.Status.VISIBLE;
        if (!left && replica.mayPull(now, shown && awaited.isEmpty() ? PATIENCE : EAGER)) {
            ask(replica, 0);
        }
    }

    private void ask(RemoteReplica replica, long after) {
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

    private Collection<Entry<Payload>> entries(RemoteReplica replica) {
        @Nullable ReplicaId life = replica.id();
        return life == null ? List.of() : state.entries(life);
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
